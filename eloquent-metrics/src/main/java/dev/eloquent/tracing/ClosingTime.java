package dev.eloquent.tracing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** The time for deliveries: as much as the settings say, until a close sets an end to it. One of {@link SpanStock}. */
final class ClosingTime implements Pace {
    /** A pause of ours when there is little time: there will be no other chance. */
    private static final long LONGEST_AT_CLOSE = TimeUnit.SECONDS.toNanos(1);

    private final ReentrantLock lock;
    private final Condition changed;
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private volatile boolean closing;
    private volatile boolean sealed;
    private long end;
    private long hurries;
    private long hurriesAtAttempt;

    ClosingTime(ReentrantLock lock, Duration timeout, LongSupplier nanoTime) {
        this.lock = lock;
        this.changed = lock.newCondition();
        this.timeout = timeout;
        this.nanoTime = nanoTime;
    }

    @Override
    public Duration attempt() {
        lock.lock();
        try {
            hurriesAtAttempt = hurries;
            if (!closing) {
                return timeout;
            }
            long left = sealed ? 0 : Math.max(0, left());
            return Duration.ofNanos(Math.min(left, timeout.toNanos()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean over() {
        lock.lock();
        try {
            return sealed || (closing && left() <= 0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean pause(Duration wait, boolean asked) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long began = now();
            while (true) {
                long until = began + (closing && !asked ? Math.min(LONGEST_AT_CLOSE, wait.toNanos()) : wait.toNanos());
                long left = until - now();
                if (sealed) {
                    return false;
                }
                // Before the next question: a close is a hurry too, and has time for an attempt at once. One that came
                // during the attempt counts, since that attempt may have been answered before.
                if (left <= 0 || (!asked && hurries != hurriesAtAttempt)) {
                    return true;
                }
                if (closing && end - until < 0) {
                    return false;
                }
                changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Whether there is an end to it, and no more spans are taken. Without the lock, as {@link #isSealed}. */
    boolean isClosing() {
        return closing;
    }

    /** Whether nothing counts any more. */
    boolean isSealed() {
        return sealed;
    }

    /** A flush or a close has come, which waits for no pause of ours. With the lock, as all that follows. */
    void hurry() {
        hurries++;
        changed.signalAll();
    }

    /** Sets the end. The first call counts. */
    void close(Duration most) {
        if (!closing) {
            end = now() + most.toNanos();
            closing = true;
        }
    }

    /** Nanoseconds until the end, once that is set. */
    long left() {
        return end - now();
    }

    void seal() {
        sealed = true;
        changed.signalAll();
    }
}
