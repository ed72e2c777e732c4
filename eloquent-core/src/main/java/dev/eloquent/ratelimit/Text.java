package dev.eloquent.ratelimit;

/** Text of others in our messages. */
final class Text {
    private static final int LONGEST = 80;

    private Text() {}

    /** Without control characters, and not endless. */
    static String shown(String text) {
        String start = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return start.replaceAll("\\p{Cntrl}", "?");
    }
}
