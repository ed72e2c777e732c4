package dev.eloquent.resilience4j;

/** Names of others in our messages. */
final class Names {
    private static final int LONGEST = 80;

    private Names() {}

    /** Without control characters, and not endless. */
    static String shown(String name) {
        String start = name.length() > LONGEST ? name.substring(0, LONGEST) + "..." : name;
        return start.replaceAll("\\p{Cntrl}", "?");
    }
}
