package dev.eloquent.health.process;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether an executor, of whatever kind, gets to a new task in time: it is given a task that does nothing, and is
 * degraded, {@code executor_saturated}, if that does not start within a second or is rejected; unhealthy, {@code
 * executor_shut_down}, once it takes no more tasks.
 *
 * <p>There is one such task at a time: while one waits in the queue no other is added, and the check goes on looking at
 * that one. Only one that has not started after five minutes is taken for lost, as some executors drop tasks without a
 * word. Blocks until the task starts. {@linkplain CheckSettings#local() Local} by default. Each method returns a
 * changed check.
 */
public final class ExecutorCheck implements HealthCheck {
    /** It has more work than threads: a new task does not start in time, or is rejected. */
    public static final ReasonCode EXECUTOR_SATURATED = new ReasonCode("executor_saturated");
    /** It was shut down and takes no more tasks. */
    public static final ReasonCode EXECUTOR_SHUT_DOWN = new ReasonCode("executor_shut_down");

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(1);
    private static final Duration LOST_AFTER = Duration.ofMinutes(5);

    private final Executor executor;
    private final Duration startsWithin;
    private final boolean unhealthy;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Trial> waiting = new AtomicReference<>();

    ExecutorCheck(Executor executor, Duration startsWithin, boolean unhealthy, LongSupplier nanoTime) {
        this.executor = executor;
        this.startsWithin = startsWithin;
        this.unhealthy = unhealthy;
        this.nanoTime = nanoTime;
    }

    /** Checks this executor: a thread pool, a {@code ForkJoinPool}, a server's. */
    public static ExecutorCheck of(Executor executor) {
        return new ExecutorCheck(Objects.requireNonNull(executor, "executor"), STARTS_WITHIN, false, System::nanoTime);
    }

    /** Within what time a new task must start: positive, and less than the check's timeout; default 1 s. */
    public ExecutorCheck startsWithin(Duration limit) {
        return new ExecutorCheck(executor, Objects.requireNonNull(limit, "limit"), unhealthy, nanoTime);
    }

    /** Unhealthy rather than degraded while saturated. */
    public ExecutorCheck unhealthyIfSaturated() {
        return new ExecutorCheck(executor, startsWithin, true, nanoTime);
    }

    @Override
    public List<String> faults(CheckSettings settings) {
        List<String> faults = new ArrayList<>();
        if (startsWithin.compareTo(Duration.ZERO) <= 0 || startsWithin.compareTo(settings.timeout()) >= 0) {
            faults.add("startsWithin must be positive and less than the timeout " + settings.timeout() + ", was "
                    + startsWithin);
        }
        return faults;
    }

    @Override
    public CheckSettings defaultSettings() {
        return CheckSettings.defaults().onlyLocal();
    }

    @Override
    public CheckResult check(Duration timeout) throws InterruptedException {
        if (isShutDown()) {
            return CheckResult.unhealthy(EXECUTOR_SHUT_DOWN);
        }
        Trial trial;
        try {
            trial = waitingOrNew();
        } catch (RejectedExecutionException e) {
            // Shut down just now, or full.
            return isShutDown()
                    ? CheckResult.unhealthy(EXECUTOR_SHUT_DOWN)
                    : saturated().causedBy(e);
        }
        boolean started = trial.started.await(startsWithin.toNanos(), TimeUnit.NANOSECONDS);
        Duration waited = Duration.ofNanos((started ? trial.startedAt : nanoTime.getAsLong()) - trial.submittedAt);
        boolean inTime = started && waited.compareTo(startsWithin) <= 0 && !trial.ranOnItsCaller;
        return (inTime ? CheckResult.healthy() : saturated())
                .with("waited_ms", waited.toMillis())
                .with("started", started);
    }

    private Trial waitingOrNew() {
        @Nullable Trial before = waiting.get();
        if (before != null && nanoTime.getAsLong() - before.submittedAt < LOST_AFTER.toNanos()) {
            return before;
        }
        Trial trial = new Trial();
        waiting.set(trial);
        try {
            executor.execute(trial);
        } catch (Throwable e) { // no thread to be had, for instance: that task is not waiting anywhere
            waiting.compareAndSet(trial, null);
            throw e;
        }
        return trial;
    }

    private boolean isShutDown() {
        return executor instanceof ExecutorService service && service.isShutdown();
    }

    private CheckResult saturated() {
        return unhealthy ? CheckResult.unhealthy(EXECUTOR_SATURATED) : CheckResult.degraded(EXECUTOR_SATURATED);
    }

    /** The task that does nothing but start. */
    private final class Trial implements Runnable {
        private final CountDownLatch started = new CountDownLatch(1);
        private final Thread caller = Thread.currentThread();
        private final long submittedAt = nanoTime.getAsLong();
        private volatile long startedAt;
        private volatile boolean ranOnItsCaller;

        @Override
        public void run() {
            startedAt = nanoTime.getAsLong();
            // By ThreadPoolExecutor's CallerRunsPolicy: the pool itself had no room.
            ranOnItsCaller = executor instanceof ThreadPoolExecutor && Thread.currentThread() == caller;
            waiting.compareAndSet(this, null);
            started.countDown();
        }
    }
}
