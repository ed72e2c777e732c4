package dev.eloquent.metrics.step;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How long to wait after failures: ever longer up to a minute, each time drawn between half and all of that. While somebody
 * flushes it is a second at most. Guarded by the lock of its outbox.
 */
final class Pause {
    private static final long FIRST = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);
    private static final long FIRST_HURRIED = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_HURRIED = TimeUnit.SECONDS.toNanos(1);
    private static final int DOUBLINGS = 10;

    private final LongSupplier nanoTime;
    private final DoubleSupplier random;
    private boolean failing;
    private long wellAt;
    private int failures;
    private int hurrying;
    private long until;

    Pause(LongSupplier nanoTime, DoubleSupplier random) {
        this.nanoTime = nanoTime;
        this.random = random;
        this.until = nanoTime.getAsLong();
        this.wellAt = until;
    }

    /** Returns whether it is the first since a success or a hurry. */
    boolean failed() {
        failing = true;
        long longest = hurrying > 0
                ? Math.min(LONGEST_HURRIED, FIRST_HURRIED << Math.min(failures, DOUBLINGS))
                : Math.min(LONGEST, FIRST << Math.min(failures, DOUBLINGS));
        until = nanoTime.getAsLong() + longest / 2 + (long) (longest / 2.0 * random.getAsDouble());
        return failures++ == 0;
    }

    void succeeded() {
        failing = false;
        failures = 0;
        wellAt = nanoTime.getAsLong();
    }

    /** The first of those that will wait comes now: that there was no success before means nothing. */
    void nothingWaits() {
        wellAt = nanoTime.getAsLong();
    }

    /** Whether calls fail or hang: after a failure, or a minute without an answer, until the next success. */
    boolean isOutage() {
        return failing || nanoTime.getAsLong() - wellAt >= LONGEST;
    }

    /** Somebody waits: no pause from now on, and only short ones after. */
    void hurry() {
        hurrying++;
        failures = 0;
        until = nanoTime.getAsLong();
    }

    void hurryNoMore() {
        hurrying--;
    }

    /** Whether the moment has come, or somebody is in a hurry. */
    boolean isDue(long notBefore) {
        return hurrying > 0 || notBefore - nanoTime.getAsLong() <= 0;
    }

    /** @param notBefore when the next is due, unless somebody is in a hurry */
    long left(long notBefore) {
        long now = nanoTime.getAsLong();
        long start = hurrying > 0 ? now : notBefore;
        return Math.max(0, Math.max(start - now, until - now));
    }
}
