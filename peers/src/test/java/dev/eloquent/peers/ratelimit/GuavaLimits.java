package dev.eloquent.peers.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.google.common.util.concurrent.GuavaByClock;
import com.google.common.util.concurrent.RateLimiter;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Guava's RateLimiter. */
final class GuavaLimits implements Library {
    @Override
    public List<Limiter> each(int permits, Duration window, LongSupplier clock) {
        return List.of(bursty(permits, window, clock), warmingUp(permits, window, clock));
    }

    static Limiter bursty(int permits, Duration window, LongSupplier clock) {
        return limiter(GuavaByClock.bursty(perSecond(permits, window), clock), window);
    }

    @Override
    public Limiter warmingUp(int permits, Duration window, LongSupplier clock) {
        return limiter(GuavaByClock.warmingUp(perSecond(permits, window), window, clock), window);
    }

    private static double perSecond(int permits, Duration window) {
        return permits * 1e9 / window.toNanos();
    }

    private static Limiter limiter(RateLimiter limiter, Duration window) {
        return new Limiter() {
            @Override
            public boolean take(int permits) {
                return limiter.tryAcquire(permits);
            }

            @Override
            public boolean takeWithin(Duration longest) {
                return limiter.tryAcquire(longest);
            }

            @Override
            public void change(int permits) {
                limiter.setRate(perSecond(permits, window));
            }
        };
    }

    /** In a cache, as it has no table of its own. */
    @Override
    public Predicate<String> byKey(int permits, Duration window, LongSupplier clock) {
        Cache<String, RateLimiter> limiters = Bucket4jLimits.cache();
        return key -> limiters.get(key, any -> GuavaByClock.bursty(perSecond(permits, window), clock))
                .tryAcquire();
    }

    @Override
    public BooleanSupplier tenAnHourAndOneASecond(LongSupplier clock) {
        throw new UnsupportedOperationException("nothing puts two together");
    }
}
