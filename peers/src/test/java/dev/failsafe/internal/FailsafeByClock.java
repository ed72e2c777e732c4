package dev.failsafe.internal;

import dev.failsafe.RateLimiter;
import dev.failsafe.RateLimiterConfig;
import java.util.function.LongSupplier;

/** Failsafe's limiters by a clock that is given to them, which only their own package can do; they sleep in real time. */
public final class FailsafeByClock {
    private FailsafeByClock() {}

    public static RateLimiter<Object> limiter(RateLimiterConfig<Object> config, LongSupplier nanoTime) {
        long start = nanoTime.getAsLong();
        return new RateLimiterImpl<>(config, new RateLimiterStats.Stopwatch() {
            @Override
            long elapsedNanos() {
                return nanoTime.getAsLong() - start;
            }
        });
    }
}
