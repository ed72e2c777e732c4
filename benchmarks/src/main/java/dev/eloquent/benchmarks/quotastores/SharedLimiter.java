package dev.eloquent.benchmarks.quotastores;

import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.QuotaStatistics;
import dev.eloquent.ratelimit.SharedQuota;
import dev.eloquent.ratelimit.store.QuotaStore;
import java.time.Duration;

/**
 * Ours, on any store. A decision is one round trip, made by one of two threads while the caller waits; who wants the same
 * key meanwhile shares the next one. With leases some decisions need none.
 */
final class SharedLimiter implements Limiter {
    /** The most in a lease: what a quota of 1,000 has by default. From plenty it would be so many that nobody asks twice. */
    private static final int BATCH = 10;

    private static final Duration LEASE = Duration.ofSeconds(1);

    /** Nobody is to be answered without the store. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SharedQuota quota;

    private SharedLimiter(SharedQuota quota) {
        this.quota = quota;
    }

    /** {@code eloquentSmoothCalls}, {@code eloquentSmoothLeases}, {@code eloquentExactCalls} or {@code eloquentExactLeases}. */
    static SharedLimiter of(String limiter, Limit limit, QuotaStore store) {
        QuotaPolicy policy = switch (limiter) {
            case "eloquentSmoothCalls", "eloquentSmoothLeases" ->
                QuotaPolicy.smooth("each", limit.permits(), limit.window()).burst(limit.permits());
            case "eloquentExactCalls", "eloquentExactLeases" ->
                QuotaPolicy.exact("each", limit.permits(), limit.window());
            default -> throw new IllegalArgumentException(limiter);
        };
        return new SharedLimiter(SharedQuota.builder(store, policy)
                .timeout(PATIENCE)
                .batch(BATCH)
                .lease(limiter.endsWith("Calls") ? Duration.ZERO : lease(limit))
                .start());
    }

    private static Duration lease(Limit limit) {
        Duration longest = limit.window().dividedBy(10);
        return longest.compareTo(LEASE) < 0 ? longest : LEASE;
    }

    @Override
    public boolean tryAcquire(String key) {
        return quota.tryAcquire(key);
    }

    QuotaStatistics statistics() {
        return quota.statistics();
    }

    @Override
    public void close() {
        QuotaStatistics counted = quota.statistics();
        quota.close();
        if (counted.fallbacks() > 0 || counted.storeFaults() > 0) {
            throw new IllegalStateException("the store did not make all decisions: " + counted);
        }
    }
}
