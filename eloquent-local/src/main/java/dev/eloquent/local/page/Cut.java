package dev.eloquent.local.page;

/** Texts that may be long, made short enough to be read. */
final class Cut {
    /** The most characters of a name. */
    static final int NAME = 200;

    /** The most characters of a value. */
    static final int VALUE = 400;

    private Cut() {}

    /** The text, or its begin and how long it is; never half of a surrogate pair. */
    static String to(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "\u2026 (" + text.length() + " characters)";
    }
}
