package dev.eloquent.local.server;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of a Date header, by which clients mend their clocks. */
public final class HttpDate {
    /** RFC 9110's, which has two digits for the day. */
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private HttpDate() {}

    /** Such as {@code Thu, 01 Jan 2026 12:00:00 GMT}. */
    public static String of(Instant time) {
        return FORMAT.format(time);
    }
}
