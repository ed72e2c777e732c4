package dev.eloquent.metrics;

import java.time.Duration;

/**
 * The time of an end, one for all that it waits for: what is waited for later has what the others have left.
 *
 * @param deadline as {@link System#nanoTime()} has it
 */
record EndTime(long deadline) {
    /** A part ends by itself at the deadline, and its answer is worth this much. */
    private static final Duration ANSWER = Duration.ofMillis(75);

    /** Where parts gave no answer, there is this much for binders, which mostly take no time at all. */
    private static final Duration CLOSE = Duration.ofMillis(82);

    /** And then this much for the log. */
    private static final Duration LAST = Duration.ofMillis(90);

    static EndTime in(Duration deadline) {
        return new EndTime(System.nanoTime() + deadline.toNanos());
    }

    /** Until the deadline; nothing if that is over. */
    Duration left() {
        return Duration.ofNanos(nanos(Duration.ZERO));
    }

    long nanosToAnswer() {
        return nanos(ANSWER);
    }

    long nanosToClose() {
        return nanos(CLOSE);
    }

    long nanosToLog() {
        return nanos(LAST);
    }

    private long nanos(Duration more) {
        return Math.max(0, deadline + more.toNanos() - System.nanoTime());
    }
}
