package dev.eloquent.health.process;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a thread pool keeps up with its work, by its own numbers: degraded, {@code executor_saturated}, while every
 * thread that it may have is busy and its queue is filled to a share, by default 80 %, or is not empty and no shorter
 * than at the run before; unhealthy, {@code executor_shut_down}, once it takes no more tasks.
 *
 * <p>The second rule is what serves for a queue without bounds. It adds nothing to the pool's work and does not block;
 * the number of busy threads is taken under the pool's lock. For another executor see {@link ExecutorCheck}.
 * {@linkplain CheckSettings#local() Local} by default. Each method returns a changed check; use one check for one
 * registration, for it remembers the length of the queue.
 */
public final class ThreadPoolCheck implements HealthCheck {
    private static final double QUEUE_SHARE = 0.8;

    private final ThreadPoolExecutor pool;
    private final double queueShare;
    private final boolean unhealthy;
    private final AtomicInteger queuedBefore = new AtomicInteger(Integer.MAX_VALUE);

    private ThreadPoolCheck(ThreadPoolExecutor pool, double queueShare, boolean unhealthy) {
        this.pool = pool;
        this.queueShare = queueShare;
        this.unhealthy = unhealthy;
    }

    /** Checks this pool. */
    public static ThreadPoolCheck of(ThreadPoolExecutor pool) {
        return new ThreadPoolCheck(Objects.requireNonNull(pool, "pool"), QUEUE_SHARE, false);
    }

    /** Saturated when the queue is filled to this share of its capacity, 0 to 1; default 0.8. */
    public ThreadPoolCheck queueFilledTo(double share) {
        return new ThreadPoolCheck(pool, share, unhealthy);
    }

    /** Unhealthy rather than degraded while saturated. */
    public ThreadPoolCheck unhealthyIfSaturated() {
        return new ThreadPoolCheck(pool, queueShare, true);
    }

    @Override
    public List<String> faults(CheckSettings settings) {
        List<String> faults = new ArrayList<>();
        Share.check(faults, "queueFilledTo", queueShare);
        if (pool instanceof ScheduledThreadPoolExecutor) {
            faults.add("the queue of a scheduled pool holds tasks that are not due yet: use ExecutorCheck.of(pool)");
        }
        return faults;
    }

    @Override
    public CheckSettings defaultSettings() {
        return CheckSettings.defaults().onlyLocal();
    }

    @Override
    public CheckResult check(Duration timeout) {
        if (pool.isShutdown()) {
            return CheckResult.unhealthy(ExecutorCheck.EXECUTOR_SHUT_DOWN);
        }
        int queued = pool.getQueue().size();
        int room = pool.getQueue().remainingCapacity();
        int busy = pool.getActiveCount();
        int before = queuedBefore.getAndSet(queued);
        boolean unbounded = room == Integer.MAX_VALUE || (long) queued + room >= Integer.MAX_VALUE;
        // A pool begins to grow beyond its core size only when its queue is full.
        int threads = unbounded ? Math.max(1, pool.getCorePoolSize()) : pool.getMaximumPoolSize();
        boolean filled = !unbounded && queued >= queueShare * ((long) queued + room);
        boolean notShrinking = queued > 0 && queued >= before;
        return (busy >= threads && (filled || notShrinking) ? saturated() : CheckResult.healthy())
                .with("busy", busy)
                .with("threads", threads)
                .with("queued", queued)
                .with("queue_room", unbounded ? "unbounded" : room);
    }

    private CheckResult saturated() {
        return unhealthy
                ? CheckResult.unhealthy(ExecutorCheck.EXECUTOR_SATURATED)
                : CheckResult.degraded(ExecutorCheck.EXECUTOR_SATURATED);
    }
}
