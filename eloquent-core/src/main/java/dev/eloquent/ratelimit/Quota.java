package dev.eloquent.ratelimit;

import java.util.List;

/**
 * How much a client may have in a time: asks whether there is room, and takes it.
 *
 * <pre>{@code
 * Quota perClient = Quota.of(QuotaPolicy.exact("per-client", 1_000, Duration.ofMinutes(1)));
 * if (perClient.tryAcquire("203.0.113.7")) ...
 * }</pre>
 *
 * <p>With several policies a request needs room in all of them, and takes from all or none.
 *
 * <p>Implementations are safe for use by several threads. Those in this process never block. {@link LocalQuota} has
 * more to set.
 */
public interface Quota {
    /** How many keys a quota in this process counts exactly, unless told: 100,000. */
    int DEFAULT_KEYS = 100_000;

    /**
     * A quota in this process for {@value #DEFAULT_KEYS} keys.
     *
     * @throws RateLimitConfigurationException telling all that is wrong with the policies
     */
    static LocalQuota of(QuotaPolicy policy, QuotaPolicy... more) {
        return LocalQuota.builder(policy, more).build();
    }

    /**
     * Takes permits if there are as many.
     *
     * @param key whose they are; a policy that is {@linkplain QuotaPolicy#isAcrossKeys() across keys} ignores it
     * @param permits how many, 1 at least; more than a policy ever has are always denied
     * @return whether they were taken
     * @throws IllegalArgumentException if permits are less than 1
     */
    boolean tryAcquire(String key, int permits);

    /** Takes one permit if there is one. */
    default boolean tryAcquire(String key) {
        return tryAcquire(key, 1);
    }

    /**
     * As {@link #tryAcquire(String, int)}, and tells all about it.
     *
     * @throws IllegalArgumentException if permits are less than 1
     */
    QuotaDecision check(String key, int permits);

    /** As {@link #tryAcquire(String)}, and tells all about it. */
    default QuotaDecision check(String key) {
        return check(key, 1);
    }

    /** By which it decides, in the order in which they were given; unmodifiable. */
    List<QuotaPolicy> policies();

    /** What it has decided so far. */
    QuotaStatistics statistics();
}
