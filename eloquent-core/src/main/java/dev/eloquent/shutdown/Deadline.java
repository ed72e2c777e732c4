package dev.eloquent.shutdown;

import java.time.Duration;

/**
 * By when a step of a shutdown should have ended. A step that still runs a moment later is interrupted, reported with
 * its stack, and left behind.
 *
 * <p>Immutable; safe for use by several threads. Nothing here blocks.
 */
public final class Deadline {
    private final Time time;
    private final long end;

    Deadline(Time time, long end) {
        this.time = time;
        this.end = end;
    }

    /** What is left, never negative: zero once it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - time.nanoTime()));
    }

    /** Whether nothing is left. */
    public boolean passed() {
        return time.nanoTime() - end >= 0;
    }

    /** What is left, such as {@code 3.20 s left}. */
    @Override
    public String toString() {
        return Text.seconds(remaining()) + " left";
    }
}
