package dev.eloquent.metrics;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an end has to log. On a daemon thread, since a console that nobody reads holds whoever logs, and must not hold who
 * ends; one for all lines, which is there no longer than they are. A few wait while it is held, and those that come then
 * are left out: the reports have what they say.
 */
final class EndLog {
    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);
    private static final int MOST = 16;

    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 100, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(MOST), EndLog::thread);
    private Future<?> last = CompletableFuture.completedFuture(true);

    EndLog() {
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable lines) {
        Thread thread = new Thread(lines, "eloquent-telemetry-log");
        thread.setDaemon(true);
        return thread;
    }

    /** Does not block. */
    synchronized void warn(String text, @Nullable Object... values) {
        try {
            last = thread.submit(() -> LOG.warn(text, values));
        } catch (RejectedExecutionException full) {
            return;
        }
    }

    private synchronized Future<?> last() {
        return last;
    }

    /** Blocks until all is written, or for that long. An interrupt ends the wait, and is kept. */
    void await(long nanos) {
        try {
            last().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException whoWaitsHasToGo) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException unread) {
            // It is written when somebody reads, if it can be at all.
            return;
        }
    }
}
