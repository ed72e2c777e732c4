package dev.eloquent.examples.rag.web;

/** What may be stored as text. */
public final class PlainText {
    private PlainText() {}

    /**
     * Whether a text has at least one character, no control characters but tab and line breaks (PostgreSQL refuses NUL),
     * and no half of a surrogate pair, which has no UTF-8 form and which JSON's escapes can smuggle in.
     */
    public static boolean isStorable(String text) {
        return !text.isEmpty() && text.codePoints().allMatch(PlainText::isStorable);
    }

    private static boolean isStorable(int character) {
        boolean halfAPair = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
        boolean control = Character.isISOControl(character) && "\t\n\r".indexOf(character) < 0;
        return !halfAPair && !control;
    }
}
