package dev.eloquent.peers.ratelimit;

import dev.failsafe.RateLimitExceededException;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What some libraries throw at those whom they refuse. */
final class Refusals {
    private Refusals() {}

    static BooleanSupplier asFalse(Supplier<Boolean> request) {
        return () -> {
            try {
                return request.get();
            } catch (RequestNotPermitted | RateLimitExceededException refused) {
                return false;
            }
        };
    }
}
