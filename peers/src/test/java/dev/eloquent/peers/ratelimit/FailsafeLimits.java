package dev.eloquent.peers.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RateLimiter;
import dev.failsafe.RateLimiterBuilder;
import dev.failsafe.internal.FailsafeByClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Failsafe's RateLimiter. */
final class FailsafeLimits implements Library {
    @Override
    public List<Limiter> each(int permits, Duration window, LongSupplier clock) {
        return List.of(bursty(permits, window, clock), smooth(permits, window, clock));
    }

    static Limiter bursty(int permits, Duration window, LongSupplier clock) {
        return limiter(of(RateLimiter.burstyBuilder(permits, window), clock));
    }

    static Limiter smooth(int permits, Duration window, LongSupplier clock) {
        return limiter(of(RateLimiter.smoothBuilder(permits, window), clock));
    }

    private static RateLimiter<Object> of(RateLimiterBuilder<Object> builder, LongSupplier clock) {
        return FailsafeByClock.limiter(builder.build().getConfig(), clock);
    }

    private static Limiter limiter(RateLimiter<Object> limiter) {
        return new Limiter() {
            @Override
            public boolean take(int permits) {
                return limiter.tryAcquirePermits(permits);
            }

            @Override
            public boolean takeWithin(Duration longest) {
                try {
                    return limiter.tryAcquirePermit(longest);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }

            @Override
            public Optional<Duration> refusal() {
                return Optional.of(limiter.tryReservePermit(Duration.ZERO)).filter(wait -> !wait.isNegative());
            }

            @Override
            public BooleanSupplier heard(Runnable refused) {
                FailsafeExecutor<Object> executor = Failsafe.with(limiter).onFailure(event -> refused.run());
                return Refusals.asFalse(() -> executor.get(() -> true) != null);
            }
        };
    }

    /** In a cache, as it has no table of its own. */
    @Override
    public Predicate<String> byKey(int permits, Duration window, LongSupplier clock) {
        Cache<String, RateLimiter<Object>> limiters = Bucket4jLimits.cache();
        return key -> limiters.get(key, any -> of(RateLimiter.burstyBuilder(permits, window), clock))
                .tryAcquirePermit();
    }

    /** As it composes policies, one around the other. */
    @Override
    public BooleanSupplier tenAnHourAndOneASecond(LongSupplier clock) {
        RateLimiter<Object> hour = of(RateLimiter.burstyBuilder(10, Duration.ofHours(1)), clock);
        RateLimiter<Object> second = of(RateLimiter.burstyBuilder(1, Duration.ofSeconds(1)), clock);
        FailsafeExecutor<Object> both = Failsafe.with(hour, second);
        return Refusals.asFalse(() -> both.get(() -> true) != null);
    }
}
