package dev.eloquent.health;

import java.util.regex.Pattern;

/**
 * Text of foreign origin, such as an exception's message, made fit for one line of a log or a private detail: one line,
 * bounded, without what is plainly a credential (a driver may quote the whole connection URL that it could not parse).
 */
final class PrivateText {
    private static final int MAX_LENGTH = 1_000;
    private static final Pattern CREDENTIAL = Pattern.compile(
            "(?i)((?:password|passwd|pwd|secret|token|api[-_]?key|authorization)[\"']?\\s*[=:]\\s*(?:bearer\\s+)?)[^\\s&;,]+");
    private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+@");

    private PrivateText() {}

    static String of(String text) {
        String line = text.length() > 2 * MAX_LENGTH ? text.substring(0, 2 * MAX_LENGTH) : text;
        line = CREDENTIAL.matcher(line).replaceAll("$1***");
        line = USER_INFO.matcher(line).replaceAll("$1***@");
        StringBuilder clean = new StringBuilder();
        line.codePoints().limit(MAX_LENGTH).forEach(c -> clean.appendCodePoint(isUnsafe(c) ? ' ' : c));
        return clean.toString();
    }

    /** Control characters forge log lines; line and paragraph separators break them in some viewers. */
    private static boolean isUnsafe(int codePoint) {
        return Character.isISOControl(codePoint) || codePoint == 0x2028 || codePoint == 0x2029;
    }

    /** The exception and its causes, each by class and message. */
    static String of(Throwable thrown) {
        StringBuilder chain = new StringBuilder();
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 4; depth++, cause = cause.getCause()) {
            chain.append(depth == 0 ? "" : " <- ").append(cause.getClass().getName());
            if (cause.getMessage() != null) {
                chain.append(": ").append(cause.getMessage());
            }
        }
        return of(chain.toString());
    }
}
