package dev.eloquent.tracing;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The books on what became of spans that were taken from the queue; each is counted once. One of {@link SpanStock}. */
final class SpanBooks {
    private final ReentrantLock lock;
    private final Condition settled;
    private final Counts counts = new Counts();
    private boolean sealed;
    private long taken;
    private long done;
    private long whole; // of those that are done, the ones of batches that are settled to the end
    private long mayHaveArrived;

    SpanBooks(ReentrantLock lock) {
        this.lock = lock;
        this.settled = lock.newCondition();
    }

    /** Some of the batch was sent. */
    void sent(long some) {
        settle(some, () -> counts.sent(some));
    }

    /** Some of the batch was lost. */
    void lost(boolean uncertain, String why, long some) {
        settle(some, () -> counts.lost(uncertain, why, some));
    }

    /** What is left of the batch was lost. */
    void restLost(String why) {
        lock.lock();
        try {
            lost(true, why, mayHaveArrived);
            lost(false, why, taken - done);
        } finally {
            lock.unlock();
        }
    }

    private void settle(long some, Runnable entry) {
        lock.lock();
        try {
            if (!sealed && some > 0) {
                entry.run();
                done += some;
                whole = done == taken ? done : whole;
                mayHaveArrived = Math.max(0, mayHaveArrived - some);
                settled.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many of the spans that are not settled the receiver may have although nobody has said so. */
    void mayHaveArrived(long some) {
        lock.lock();
        try {
            mayHaveArrived = Math.min(some, taken - done);
        } finally {
            lock.unlock();
        }
    }

    /** A batch is on its way. With the lock, as all that follows. */
    void took(int some) {
        taken += some;
    }

    /** How many were taken until now. */
    long taken() {
        return taken;
    }

    /** How many are on their way. */
    long unsettled() {
        return taken - done;
    }

    /** How many of the first so many, at most; spans that came later may be in the same batch. */
    long unsettled(long target) {
        if (whole >= target) {
            return 0;
        }
        return target >= taken ? target - done : Math.min(taken - done, target - whole);
    }

    /** Waits until some are settled. */
    @SuppressWarnings("WaitNotInLoop") // those who call it are in one
    void awaitNews(long nanos) throws InterruptedException {
        settled.awaitNanos(nanos);
    }

    /** Whatever is not settled is lost, these that were still waiting too; what is said afterwards is not heard. */
    void seal(String why, long waiting) {
        counts.lost(true, why, mayHaveArrived);
        counts.lost(false, why, taken - done - mayHaveArrived);
        counts.lost(false, why, waiting);
        taken += waiting;
        done = taken;
        whole = done;
        sealed = true;
        settled.signalAll();
    }

    Counts copy() {
        return counts.copy();
    }
}
