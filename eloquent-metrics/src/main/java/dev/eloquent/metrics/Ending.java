package dev.eloquent.metrics;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One part of an end, such as that of the metrics, on a daemon thread of its own: parts that run beside each other have
 * the whole time each, and one that never returns holds nobody.
 */
final class Ending<T> {
    /** A part ends by itself at the deadline, and its answer is worth this much. */
    private static final Duration GRACE = Duration.ofMillis(75);

    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    private final FutureTask<T> task;
    private final long end;

    interface Part<T> {
        T end(Duration deadline) throws InterruptedException;
    }

    private Ending(FutureTask<T> task, long end) {
        this.task = task;
        this.end = end;
    }

    /** @param part gets the deadline, counted from now */
    static <T> Ending<T> begin(String name, Duration deadline, Part<T> part) {
        FutureTask<T> task = new FutureTask<>(() -> part.end(deadline));
        long end = System.nanoTime() + deadline.plus(GRACE).toNanos();
        Thread thread = new Thread(task, "eloquent-telemetry-" + name);
        thread.setDaemon(true);
        thread.start();
        return new Ending<>(task, end);
    }

    /**
     * What it tells. An interrupt ends the wait, and is kept.
     *
     * @param otherwise what to tell if it did not end well, or not in time, given the reason
     */
    T await(Function<String, T> otherwise) {
        try {
            return task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException whoWaitsHasToGo) {
            Thread.currentThread().interrupt();
            return otherwise.apply("who waited for it was interrupted");
        } catch (TimeoutException late) {
            return otherwise.apply("it did not end in time");
        } catch (ExecutionException failed) {
            LOG.warn("a part of telemetry ended with a failure", failed.getCause());
            return otherwise.apply("it failed: " + failed.getCause());
        }
    }
}
