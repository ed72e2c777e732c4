package dev.eloquent.shutdown;

import java.time.Duration;
import java.util.Locale;

/** How things are written for people. */
final class Text {
    private Text() {}

    /** Such as {@code 3.25 s}. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
    }

    /** What it says of itself; some throw when they are asked. */
    static String of(Throwable fault) {
        try {
            return fault.toString();
        } catch (RuntimeException | Error silent) {
            return fault.getClass().getName();
        }
    }
}
