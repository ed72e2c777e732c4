package dev.eloquent.examples.rag.web;

/** What may be stored as text. */
public final class PlainText {
    /** What stands for a character that was lost. */
    private static final int REPLACEMENT = 0xfffd;

    private PlainText() {}

    /**
     * Whether a text has at least one character, no control characters but tab and line breaks (PostgreSQL refuses NUL),
     * and no half of a surrogate pair, which has no UTF-8 form and which JSON's escapes can smuggle in.
     */
    public static boolean isStorable(String text) {
        return !text.isEmpty() && text.codePoints().allMatch(PlainText::isStorable);
    }

    /** Whether a text has a letter, a digit or a symbol: models can do nothing with blanks and invisible characters. */
    public static boolean isVisible(String text) {
        return text.codePoints().anyMatch(PlainText::isVisible);
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CURRENCY_SYMBOL, Character.MATH_SYMBOL, Character.MODIFIER_SYMBOL -> true;
            case Character.OTHER_SYMBOL -> character != REPLACEMENT;
            default -> Character.isLetterOrDigit(character);
        };
    }

    private static boolean isStorable(int character) {
        boolean halfAPair = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
        boolean control = Character.isISOControl(character) && "\t\n\r".indexOf(character) < 0;
        return !halfAPair && !control;
    }
}
