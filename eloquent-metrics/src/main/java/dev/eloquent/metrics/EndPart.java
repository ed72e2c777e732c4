package dev.eloquent.metrics;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One part of an end, such as that of the metrics, on a daemon thread of its own: parts that run beside each other have
 * the whole time each, and one that never returns holds nobody.
 */
final class EndPart<T> {
    private final FutureTask<T> task;
    private final EndLog log;

    interface Work<T> {
        T end(Duration deadline) throws InterruptedException;
    }

    private EndPart(FutureTask<T> task, EndLog log) {
        this.task = task;
        this.log = log;
    }

    /** @param work gets what is left until the deadline */
    static <T> EndPart<T> begin(String name, EndTime time, EndLog log, Work<T> work) {
        FutureTask<T> task = new FutureTask<>(() -> work.end(time.left()));
        Thread thread = new Thread(task, "eloquent-telemetry-" + name);
        thread.setDaemon(true);
        thread.start();
        return new EndPart<>(task, log);
    }

    /**
     * What it tells. An interrupt ends the wait, and is kept.
     *
     * @param nanos for how long it is waited for
     * @param otherwise what to tell if it did not end well, or not in time, given the reason
     */
    T await(long nanos, Function<String, T> otherwise) {
        try {
            return task.get(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException whoWaitsHasToGo) {
            Thread.currentThread().interrupt();
            return otherwise.apply("who waited for it was interrupted");
        } catch (TimeoutException late) {
            return otherwise.apply("it did not end in time");
        } catch (ExecutionException failed) {
            log.warn("a part of telemetry ended with a failure", failed.getCause());
            return otherwise.apply("it failed: " + failed.getCause());
        }
    }
}
