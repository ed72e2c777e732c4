package dev.eloquent.health;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text of foreign origin, such as an exception's message, made fit for one line of a log or a private detail: one line,
 * bounded, without what is plainly a credential (a driver may quote the whole connection URL that it could not parse).
 */
final class PrivateText {
    private static final int MAX_LENGTH = 1_000;
    /** name=value, "name": "value", name: value, where the name tells that the value is a credential. */
    private static final Pattern NAMED = Pattern.compile("(?i)((?:password|passwd|pwd|secret|token|api[-_]?key"
            + "|access[-_]?key|private[-_]?key|signature|credential)[\\w.-]*[\"']?\\s*[=:]\\s*)"
            + "(?:\"[^\"]*\"|'[^']*'|[^\\s&;,\"']+)");

    private static final Pattern AUTHORIZATION = Pattern.compile("(?i)(authorization[\"']?\\s*[=:]\\s*).*");
    /** As far as the last @ of the word, for a password may itself hold what ends a host. */
    private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@]*:)\\S+@");
    /** Keys that tell by their form: OpenAI's and their like, AWS's access key ids, JSON web tokens. */
    private static final Pattern KEY =
            Pattern.compile("\\b(?:sk-[\\w-]{6,}|pcsk_\\w{6,}|A[KS]IA[A-Z0-9]{12,}|eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*)");

    private PrivateText() {}

    static String of(String text) {
        String line = text.length() > 2 * MAX_LENGTH ? text.substring(0, 2 * MAX_LENGTH) : text;
        line = AUTHORIZATION.matcher(line).replaceAll("$1***");
        line = NAMED.matcher(line).replaceAll("$1***");
        line = USER_INFO.matcher(line).replaceAll("$1***@");
        line = KEY.matcher(line).replaceAll("***");
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
            chain.append(messageOf(cause));
        }
        return of(chain.toString());
    }

    /** An exception of somebody's own may fail even here. */
    private static String messageOf(Throwable cause) {
        try {
            @Nullable String message = cause.getMessage();
            return message == null ? "" : ": " + message;
        } catch (RuntimeException e) {
            return ": (its message threw " + e.getClass().getName() + ")";
        }
    }
}
