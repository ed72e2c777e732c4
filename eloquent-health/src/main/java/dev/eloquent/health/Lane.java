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
    private static final Duration AFTER_INTERRUPT = Duration.ofMillis(200);

    private final String name;
    private final LongAdder dropped = new LongAdder();
    private final ThreadPoolExecutor thread;

    Lane(String name, ThreadFactory threads) {
        this.name = name;
        ThreadFactory named = task -> {
            Thread thread = threads.newThread(task);
            thread.setName(name);
            return thread;
        };
        thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUED),
                named,
                (task, full) -> dropped.increment());
        // Now, while threads are to be had: the day on which this lane matters may be one on which they are not.
        thread.prestartCoreThread();
    }

    String name() {
        return name;
    }

    void execute(Runnable task) {
        thread.execute(task);
    }

    /** How many were dropped since the last call. */
    long takeDropped() {
        return dropped.sumThenReset();
    }

    void shutdown() {
        thread.shutdown();
    }

    /** Lets what is queued go on until the patience ends, then interrupts. @return whether the thread has ended */
    boolean end(Duration patience) throws InterruptedException {
        thread.shutdown();
        if (thread.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return true;
        }
        thread.shutdownNow();
        return thread.awaitTermination(AFTER_INTERRUPT.toNanos(), TimeUnit.NANOSECONDS);
    }
}
