package dev.eloquent.ecs;

import java.time.Duration;

/** How long what failed is put off: 1 s at first, twice as long after each failure, a minute at most. */
final class Pause {
    private static final long FIRST = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST = Duration.ofMinutes(1).toNanos();
    private static final int MOST_DOUBLINGS = 6;

    private final long longest;
    private int failures;
    private long until;

    /** @param longest in nanoseconds, if it is to be shorter than a minute */
    Pause(long longest) {
        this.longest = Math.min(LONGEST, longest);
    }

    void begin(long now) {
        until = now + Math.min(longest, FIRST << Math.min(failures, MOST_DOUBLINGS));
        failures++;
    }

    void end() {
        failures = 0;
    }

    /** In nanoseconds; 0 if there is none. */
    long left(long now) {
        return failures == 0 ? 0 : Math.max(0, until - now);
    }
}
