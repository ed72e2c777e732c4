package dev.eloquent.health;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One deadline for all the waiting of a {@code close()}, which an interrupt of the caller does not cut short: whoever
 * shuts down is often interrupted already. Used by one thread.
 */
final class Patience {
    private final long end;
    private boolean interrupted;

    Patience(Duration limit) {
        end = System.nanoTime() + limit.toNanos();
    }

    /** Waits for the thread's end, but never for its own. @return whether it has ended, or is the caller */
    boolean awaitEnd(Thread thread) {
        return thread == Thread.currentThread() || awaitUntil(end, thread);
    }

    /** The same for some time more, after the deadline. */
    boolean awaitEndAfterInterrupt(Thread thread, Duration more) {
        return thread == Thread.currentThread() || awaitUntil(System.nanoTime() + more.toNanos(), thread);
    }

    /** Waits for the end of all the executor's threads. */
    boolean awaitEnd(ExecutorService executor) {
        return await(end, nanos -> executor.awaitTermination(nanos, TimeUnit.NANOSECONDS));
    }

    private boolean awaitUntil(long limit, Thread thread) {
        return await(limit, nanos -> {
            TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
            return !thread.isAlive();
        });
    }

    private boolean await(long limit, Waiting waiting) {
        boolean over = false;
        long left = limit - System.nanoTime();
        do {
            try {
                over = waiting.await(Math.max(0, left));
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = limit - System.nanoTime();
        } while (!over && left > 0);
        return over;
    }

    /** Gives back the interrupt that came meanwhile. */
    void restoreInterrupt() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Waiting {
        boolean await(long nanos) throws InterruptedException;
    }
}
