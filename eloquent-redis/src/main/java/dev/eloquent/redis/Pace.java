package dev.eloquent.redis;

import dev.eloquent.ratelimit.Algorithm;
import dev.eloquent.ratelimit.QuotaPolicy;
import java.time.Duration;

/** A policy in the script's numbers. */
final class Pace {
    private Pace() {}

    static boolean isExact(QuotaPolicy policy) {
        return policy.algorithm() == Algorithm.EXACT;
    }

    /** The interval in ns, or the length of a part in µs; rounded up, so that no more passes than is stated. */
    static long of(QuotaPolicy policy) {
        long divisor = isExact(policy) ? QuotaPolicy.SUB_WINDOWS * 1_000L : policy.quota();
        return (policy.window().toNanos() + divisor - 1) / divisor;
    }

    /** Rounded up. */
    static long micros(Duration duration) {
        return (duration.toNanos() + 999) / 1_000;
    }
}
