package dev.eloquent.ratelimit;

import dev.eloquent.ratelimit.store.QuotaStore;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that may wait for the store: a few for calls, with a queue that has an end, and one for the heartbeat.
 * Platform threads, as there are few and a driver may hold on to a carrier.
 */
final class StoreThreads {
    /** For calls, and the connections of a store's pool. */
    static final int CALLS = 2;

    /** How much may wait for a thread: more would be answered too late anyway. */
    static final int QUEUE = 256;

    private final ThreadPoolExecutor calls;
    private final ScheduledThreadPoolExecutor beats;

    StoreThreads() {
        calls = new ThreadPoolExecutor(
                CALLS, CALLS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), StoreThreads::daemon);
        beats = new ScheduledThreadPoolExecutor(1, StoreThreads::daemon);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "quota-store");
        thread.setDaemon(true);
        return thread;
    }

    Executor calls() {
        return calls;
    }

    /** Begins the heartbeat, which lets no fault out; returns what ends all of it. */
    @SuppressWarnings("FutureReturnValueIgnored")
    Runnable run(Heartbeat heartbeat, QuotaStore store) {
        beats.scheduleWithFixedDelay(heartbeat, 0, Heartbeat.TICK_MILLIS, TimeUnit.MILLISECONDS);
        return () -> {
            beats.shutdownNow();
            calls.shutdownNow();
            store.close();
        };
    }
}
