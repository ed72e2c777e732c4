package dev.eloquent.tracing;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The receiver's time, as far as its refusals have told how far it is from ours. For one thread. */
final class Skew {
    /** AWS tolerates 5 minutes; what is nearer is not what it refused. */
    private static final Duration TOLERANCE = Duration.ofMinutes(4);

    private final Clock clock;
    private Duration offset = Duration.ZERO;

    Skew(Clock clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant().plus(offset);
    }

    /**
     * Whether a request signed at this time was refused for the time, by what the answer says in {@code Date}; from then
     * on ours is that of the receiver.
     */
    boolean explains(String date, Instant signed) {
        Instant theirs;
        try {
            theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return false;
        }
        if (Duration.between(theirs, signed).abs().compareTo(TOLERANCE) <= 0) {
            return false;
        }
        offset = Duration.between(clock.instant(), theirs);
        return true;
    }
}
