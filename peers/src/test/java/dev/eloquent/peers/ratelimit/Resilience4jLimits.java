package dev.eloquent.peers.ratelimit;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** resilience4j-ratelimiter. */
final class Resilience4jLimits implements Library {
    @Override
    public List<Limiter> each(int permits, Duration window, LongSupplier clock) {
        return List.of(cycles(permits, window, clock));
    }

    static Limiter cycles(int permits, Duration window, LongSupplier clock) {
        RateLimiter limiter = RateLimiter.of("one", config(permits, window), clock::getAsLong);
        return new Limiter() {
            @Override
            public boolean take(int permits) {
                return limiter.acquirePermission(permits);
            }

            @Override
            public boolean takeWithin(Duration longest) {
                limiter.changeTimeoutDuration(longest);
                return limiter.acquirePermission();
            }

            @Override
            public Optional<Duration> refusal() {
                long wait = limiter.reservePermission();
                return wait > 0 ? Optional.of(Duration.ofNanos(wait)) : Optional.empty();
            }

            @Override
            public void change(int permits) {
                limiter.changeLimitForPeriod(permits);
            }

            @Override
            public BooleanSupplier heard(Runnable refused) {
                limiter.getEventPublisher().onFailure(event -> refused.run());
                return this::take;
            }
        };
    }

    private static RateLimiterConfig config(int permits, Duration window) {
        return RateLimiterConfig.custom()
                .limitForPeriod(permits)
                .limitRefreshPeriod(window)
                .timeoutDuration(Duration.ZERO)
                .build();
    }

    /** By its registry, whose limiters have no clock but the system's. */
    @Override
    public Predicate<String> byKey(int permits, Duration window, LongSupplier clock) {
        RateLimiterRegistry registry = RateLimiterRegistry.of(config(permits, window));
        return key -> registry.rateLimiter(key).acquirePermission();
    }

    /** By its decorators, one around the other. */
    @Override
    public BooleanSupplier tenAnHourAndOneASecond(LongSupplier clock) {
        RateLimiter hour = RateLimiter.of("hour", config(10, Duration.ofHours(1)), clock::getAsLong);
        RateLimiter second = RateLimiter.of("second", config(1, Duration.ofSeconds(1)), clock::getAsLong);
        Supplier<Boolean> request =
                RateLimiter.decorateSupplier(hour, RateLimiter.decorateSupplier(second, () -> true));
        return Refusals.asFalse(request);
    }
}
