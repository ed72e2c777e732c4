package dev.eloquent.ratelimit;

import java.time.Duration;
import java.util.Map;

/**
 * What a quota has decided since it was made: counters that only grow, to be read by a metrics library. No key appears in
 * them, so that their number does not grow with the clients.
 *
 * @param allowed decisions that allowed
 * @param denied decisions that denied
 * @param violations by the name of the policy, how often it had no room; in dry run too
 * @param fallbacks decisions without the store, in which the failure mode decided
 * @param evictions keys whose usage moved into an overflow cell, as there were more live keys than room
 * @param inherited keys that began with usage from an overflow cell: perhaps their own, perhaps another's
 * @param storeCalls calls of the store that were answered
 * @param storeFaults calls of the store that failed or were too late
 * @param storeTime how long the answered calls took, summed up
 */
public record QuotaStatistics(
        long allowed,
        long denied,
        Map<String, Long> violations,
        long fallbacks,
        long evictions,
        long inherited,
        long storeCalls,
        long storeFaults,
        Duration storeTime) {
    /** Copies the map. */
    public QuotaStatistics {
        violations = Map.copyOf(violations);
    }

    static QuotaStatistics local(
            long allowed, long denied, Map<String, Long> violations, long evictions, long inherited) {
        return new QuotaStatistics(allowed, denied, violations, 0, evictions, inherited, 0, 0, Duration.ZERO);
    }

    /** Of a quota without a table and a store. */
    public static QuotaStatistics of(long allowed, long denied, Map<String, Long> violations) {
        return new QuotaStatistics(allowed, denied, violations, 0, 0, 0, 0, 0, Duration.ZERO);
    }
}
