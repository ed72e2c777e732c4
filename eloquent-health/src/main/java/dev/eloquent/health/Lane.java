package dev.eloquent.health;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A thread of its own, with a short queue, for something that may hang: a listener, or a logger whose output nobody
 * reads. What no longer fits is dropped and counted; whoever hands in never waits.
 */
final class Lane {
    private static final int QUEUED = 256;

    private final String name;
    private final LongAdder dropped = new LongAdder();
    /** At first one that never starts, and so has ended already; the executor may replace its thread later. */
    private volatile Thread worker = new Thread();

    private final ThreadPoolExecutor executor;

    Lane(String name, ThreadFactory threads) {
        this.name = name;
        ThreadFactory named = task -> {
            Thread thread = threads.newThread(task);
            thread.setName(name);
            worker = thread;
            return thread;
        };
        executor = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUED),
                named,
                (task, full) -> dropped.increment());
        // Now, while threads are to be had: the day on which this lane matters may be one on which they are not.
        executor.prestartCoreThread();
    }

    String name() {
        return name;
    }

    void execute(Runnable task) {
        executor.execute(task);
    }

    /** How many were dropped since the last call. */
    long takeDropped() {
        return dropped.sumThenReset();
    }

    /** Takes nothing more; what is queued goes on. */
    void shutdown() {
        executor.shutdown();
    }

    void interrupt() {
        if (worker != Thread.currentThread()) {
            executor.shutdownNow();
        }
    }

    /** Whether the thread has ended, or does so while the patience lasts. */
    boolean awaitEnd(Patience patience) {
        return patience.awaitEnd(worker);
    }

    boolean awaitEndAfterInterrupt(Patience patience, Duration more) {
        return patience.awaitEndAfterInterrupt(worker, more);
    }
}
