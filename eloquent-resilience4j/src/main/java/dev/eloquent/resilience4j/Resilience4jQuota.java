package dev.eloquent.resilience4j;

import dev.eloquent.ratelimit.LocalQuota;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaDecision;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.QuotaStatistics;
import dev.eloquent.ratelimit.RateLimitConfigurationException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter.AtomicRateLimiterMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * A limiter of resilience4j that decides like a quota of ours, so that our filters, headers and metrics work with it:
 *
 * <pre>{@code
 * RateLimiter limiter = RateLimiter.of("search", RateLimiterConfig.custom()
 *         .limitForPeriod(50).limitRefreshPeriod(Duration.ofSeconds(1)).timeoutDuration(Duration.ZERO).build());
 * QuotaFilter filter = QuotaFilter.by(key, Resilience4jQuota.of(limiter));
 * }</pre>
 *
 * <p>It counts all keys together and ignores whose a request is. There is none that has a limiter for each key:
 * resilience4j never removes one (some 500 bytes each), and a registry that does brings them back unused, with the default
 * configuration. For a limit of each client use {@link Quota#of}.
 *
 * <p>The bound that it has: resilience4j counts in periods that follow each other, so at a boundary twice the limit passes
 * at once. {@link #policies} says so: a smooth policy with a burst of the whole quota, and {@link
 * QuotaPolicy#mostInAnyWindow} twice the limit.
 *
 * <p>Safe for use by several threads. It never waits for permits; threads that meet at the limiter step back for some
 * microseconds, which is resilience4j's way.
 */
public final class Resilience4jQuota implements Quota {
    /** What {@link QuotaDecision#denied} takes for more permits than there ever are. */
    private static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

    private final RateLimiter limiter;
    private final LongAdder allowed = new LongAdder();
    private final LongAdder denied = new LongAdder();
    private volatile Current current;

    /** The policy that a configuration is; resilience4j makes a new one at each change. */
    private record Current(RateLimiterConfig config, QuotaPolicy policy) {}

    private Resilience4jQuota(RateLimiter limiter) {
        this.limiter = limiter;
        this.current = currentOf(limiter);
    }

    /**
     * Decides by this limiter, which others may use too. Its name becomes the policy's.
     *
     * @throws RateLimitConfigurationException telling all that is wrong with it: a timeout other than zero, a name or limit
     *     that a {@link QuotaPolicy} cannot have, a limiter that cannot reserve, such as the one with a semaphore
     */
    public static Resilience4jQuota of(RateLimiter limiter) {
        List<String> faults = new ArrayList<>();
        String which = "limiter '" + Names.shown(limiter.getName()) + "': ";
        Duration timeout = limiter.getRateLimiterConfig().getTimeoutDuration();
        if (!timeout.isZero()) {
            faults.add(which + "its timeout must be " + Duration.ZERO + ", as a quota never waits, was " + timeout
                    + "; set RateLimiterConfig.timeoutDuration(Duration.ZERO)");
        }
        try {
            // No permits: takes nothing, and tells whether it can.
            limiter.reservePermission(0);
        } catch (UnsupportedOperationException e) {
            faults.add(which + limiter.getClass().getSimpleName()
                    + " cannot reserve, so it may wait; use a limiter of RateLimiter.of");
        }
        try {
            // Only for the faults that it finds.
            LocalQuota.builder(currentOf(limiter).policy()).keys(1).build();
        } catch (RateLimitConfigurationException e) {
            faults.addAll(e.faults());
        }
        if (!faults.isEmpty()) {
            throw new RateLimitConfigurationException(faults);
        }
        return new Resilience4jQuota(limiter);
    }

    private static Current currentOf(RateLimiter limiter) {
        RateLimiterConfig config = limiter.getRateLimiterConfig();
        int limit = config.getLimitForPeriod();
        // In any k periods at most k + 1 times the limit: what a smooth policy with that burst lets pass.
        return new Current(
                config,
                QuotaPolicy.smooth(limiter.getName(), limit, config.getLimitRefreshPeriod())
                        .burst(limit)
                        .acrossKeys());
    }

    @SuppressWarnings("ReferenceEquality") // A change puts another object there; two are never equal.
    private QuotaPolicy policy() {
        Current known = current;
        if (known.config() != limiter.getRateLimiterConfig()) {
            known = currentOf(limiter);
            current = known;
        }
        return known.policy();
    }

    /**
     * Takes permits if there are as many in this period.
     *
     * @param key is ignored
     * @throws IllegalArgumentException if permits are less than 1
     * @throws IllegalStateException if the limiter has been changed to wait: the permits are then taken from a later period,
     *     for nobody
     */
    @Override
    public boolean tryAcquire(String key, int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits must be 1 or more, was " + permits);
        }
        long wait = limiter.reservePermission(permits);
        if (wait > 0) {
            throw new IllegalStateException("limiter '" + limiter.getName() + "' was changed to wait, its timeout is "
                    + limiter.getRateLimiterConfig().getTimeoutDuration()
                    + "; a quota never waits, change it back to " + Duration.ZERO);
        }
        (wait == 0 ? allowed : denied).increment();
        return wait == 0;
    }

    /**
     * As {@link #tryAcquire(String, int)}, and tells all about it. Times are those until the next period; where
     * resilience4j does not tell when it begins, because some permits are left, they are a whole period: never too early.
     * {@link QuotaDecision#settle} is not supported.
     */
    @Override
    public QuotaDecision check(String key, int permits) {
        boolean taken = tryAcquire(key, permits);
        QuotaPolicy policy = policy();
        int remaining = Math.max(0, limiter.getMetrics().getAvailablePermissions());
        Duration nextPeriod = untilNextPeriod(policy);
        Duration reset = remaining >= policy.quota() ? Duration.ZERO : nextPeriod;
        if (taken) {
            return QuotaDecision.allowed(policy, permits, remaining, reset);
        }
        if (permits > policy.quota()) {
            return QuotaDecision.denied(policy, permits, remaining, reset, NEVER);
        }
        // If there are enough, the next period has begun since.
        return QuotaDecision.denied(
                policy, permits, remaining, reset, remaining >= permits ? Duration.ZERO : nextPeriod);
    }

    private Duration untilNextPeriod(QuotaPolicy policy) {
        if (limiter.getMetrics() instanceof AtomicRateLimiterMetrics metrics) {
            long wait = metrics.getNanosToWait();
            if (wait > 0) {
                return Duration.ofNanos(wait);
            }
        }
        return policy.window();
    }

    /** The limiter's limit as it is now: it can be changed. */
    @Override
    public List<QuotaPolicy> policies() {
        return List.of(policy());
    }

    /** What was decided by this quota, not by others who use the limiter. */
    @Override
    public QuotaStatistics statistics() {
        long refusals = denied.sum();
        return QuotaStatistics.of(allowed.sum(), refusals, Map.of(limiter.getName(), refusals));
    }
}
