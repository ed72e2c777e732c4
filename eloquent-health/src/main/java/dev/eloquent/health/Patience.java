package dev.eloquent.health;

import java.time.Duration;
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

    private boolean awaitUntil(long limit, Thread thread) {
        while (thread.isAlive() && limit - System.nanoTime() > 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, limit - System.nanoTime());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return !thread.isAlive();
    }

    /** Gives back the interrupt that came meanwhile. */
    void restoreInterrupt() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
