package dev.eloquent.ratelimit.store;

import java.time.Duration;
import java.util.List;

/**
 * Permits that one decision, or a lease of several to come, wants from some counters: from all of them or from none.
 *
 * @param claims the counters, 1 to 8, no id twice
 * @param permits how many are needed, at least 1
 * @param batch how many are welcome, at least {@code permits}: what is above may be used later, until the lease ends
 * @param lease until when they may be used, from when they were granted; zero for permits that are used at once
 */
public record TakeRequest(List<Claim> claims, int permits, int batch, Duration lease) {
    /** Checks the ranges. */
    public TakeRequest {
        claims = List.copyOf(claims);
        if (claims.isEmpty() || permits < 1 || batch < permits || lease.isNegative()) {
            throw new IllegalArgumentException("a request needs claims, permits of 1 at least, a batch not below and a"
                    + " lease not negative; was " + claims.size() + ", " + permits + ", " + batch + ", " + lease);
        }
    }
}
