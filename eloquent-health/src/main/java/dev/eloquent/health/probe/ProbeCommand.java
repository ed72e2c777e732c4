package dev.eloquent.health.probe;

/**
 * The command line of a probe.
 *
 * <p>Here and in its neighbours, strings are joined by {@link String#concat} and {@link StringBuilder}: javac's {@code +}
 * is linked at its first use, which takes a good part of so short a life.
 */
final class ProbeCommand {
    private static final String USAGE =
            "; usage: java -jar eloquent-health.jar [--timeout 2s] http://127.0.0.1:8080/health/live";
    private static final String TIMEOUT_RULE =
            "--timeout must be a whole number of ms or s from 100ms to 60s, such as 2s or 500ms, was ";
    private static final int DEFAULT_TIMEOUT_MILLIS = 2_000;
    private static final int MIN_TIMEOUT_MILLIS = 100;
    private static final int MAX_TIMEOUT_MILLIS = 60_000;
    /** Enough for the longest timeout in ms, and too few to overflow in s. */
    private static final int MAX_TIMEOUT_DIGITS = 5;

    private final ProbeTarget target;
    private final int timeoutMillis;

    private ProbeCommand(ProbeTarget target, int timeoutMillis) {
        this.target = target;
        this.timeoutMillis = timeoutMillis;
    }

    static ProbeCommand parse(String[] args) throws ProbeFailure {
        int timeoutMillis = DEFAULT_TIMEOUT_MILLIS;
        String url = "";
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            if (arg.equals("--timeout")) {
                i++;
                timeoutMillis = timeoutMillis(i < args.length ? args[i] : "nothing");
            } else if (arg.startsWith("-")) {
                throw new ProbeFailure("unknown option ".concat(arg).concat(USAGE));
            } else if (!url.isEmpty()) {
                throw new ProbeFailure("more than one URL".concat(USAGE));
            } else {
                url = arg;
            }
        }
        if (url.isEmpty()) {
            throw new ProbeFailure("no URL".concat(USAGE));
        }
        return new ProbeCommand(ProbeTarget.parse(url), timeoutMillis);
    }

    ProbeTarget target() {
        return target;
    }

    int timeoutMillis() {
        return timeoutMillis;
    }

    private static int timeoutMillis(String text) throws ProbeFailure {
        int digits = 0;
        int number = 0;
        while (digits < text.length() && digits < MAX_TIMEOUT_DIGITS && isDigit(text.charAt(digits))) {
            number = number * 10 + (text.charAt(digits) - '0');
            digits++;
        }
        String unit = text.substring(digits);
        int factor = unit.equals("s") ? 1_000 : unit.equals("ms") ? 1 : 0;
        int millis = number * factor;
        if (millis < MIN_TIMEOUT_MILLIS || millis > MAX_TIMEOUT_MILLIS) {
            throw new ProbeFailure(TIMEOUT_RULE.concat(text));
        }
        return millis;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
