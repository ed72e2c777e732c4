package dev.eloquent.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for runs that somebody waits for; they linger for a while after the last one.
 *
 * <p>One thread takes the runs of a batch in turn: for checks that only look at memory, waking a thread for each takes
 * longer than all of them together. Whatever is not begun after a {@link #MOMENT} gets a thread of its own, so that no
 * check waits for another that blocks.
 */
final class SharedThreads {
    static final String NAME = "eloquent-health-refresh";
    static final Duration MOMENT = Duration.ofNanos(200_000);
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final ThreadPoolExecutor threads;

    SharedThreads(ThreadFactory factory) {
        ThreadFactory named = task -> {
            Thread thread = factory.newThread(task);
            thread.setName(NAME);
            return thread;
        };
        threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                LINGER.toSeconds(),
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                named,
                // After the shutdown: the runs have been given up, which whoever waits for them learns from them.
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * Begins the runs, all of them at the latest after a moment, also if the caller is interrupted meanwhile.
     *
     * @return whether they have all ended within that moment
     * @throws OutOfMemoryError where threads are refused; some may not be begun then
     */
    boolean begin(List<Run> runs) throws InterruptedException {
        if (runs.isEmpty()) {
            return false;
        }
        Batch batch = new Batch(runs);
        threads.execute(batch);
        boolean quick = false;
        try {
            quick = runs.get(runs.size() - 1).awaitEnd(MOMENT.toNanos());
        } finally {
            if (!quick) {
                batch.spread(threads);
                runs.forEach(Run::nameThread);
            }
        }
        return quick;
    }

    /** Interrupts all threads and begins nothing more. */
    void shutdown() {
        threads.shutdownNow();
    }

    void awaitEnd(Patience patience) {
        patience.awaitEnd(threads);
    }

    private static final class Batch implements Runnable {
        private final List<Run> runs;
        private final AtomicInteger next = new AtomicInteger();

        Batch(List<Run> runs) {
            this.runs = runs;
        }

        @Override
        public void run() {
            for (int i = next.getAndIncrement(); i < runs.size(); i = next.getAndIncrement()) {
                runs.get(i).run();
            }
        }

        void spread(ThreadPoolExecutor threads) {
            for (int left = runs.size() - next.get(); left > 0; left--) {
                threads.execute(this);
            }
        }
    }
}
