package dev.eloquent.health.internal;

import java.time.Duration;

/** The one moment by which all steps of a run must have ended. */
public final class Deadline {
    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    /** That far from now. */
    public static Deadline in(Duration timeout) {
        return new Deadline(System.nanoTime() + timeout.toNanos());
    }

    /** The time left, at least 1 ns: zero would mean "for ever" to some. */
    public Duration left() {
        return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    /** The time left for a socket, at least 1 ms. */
    public int leftMillis() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, left().toMillis()));
    }

    /** Whether no time is left. */
    public boolean hasPassed() {
        return end - System.nanoTime() <= 0;
    }

    /** An earlier one, or this: it leaves the same time to each of {@code steps} steps that are still to come. */
    public Deadline shareOf(int steps) {
        return in(left().dividedBy(steps));
    }
}
