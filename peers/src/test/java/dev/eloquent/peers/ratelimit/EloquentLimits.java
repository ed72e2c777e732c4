package dev.eloquent.peers.ratelimit;

import dev.eloquent.ratelimit.LocalQuota;
import dev.eloquent.ratelimit.QuotaPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Package {@code dev.eloquent.ratelimit} of eloquent-core. */
final class EloquentLimits implements Library {
    @Override
    public List<Limiter> each(int permits, Duration window, LongSupplier clock) {
        return List.of(exact(permits, window, clock), smooth(permits, window, clock));
    }

    static Limiter exact(int permits, Duration window, LongSupplier clock) {
        return limiter(QuotaPolicy.exact("one", permits, window), clock);
    }

    static Limiter smooth(int permits, Duration window, LongSupplier clock) {
        return limiter(QuotaPolicy.smooth("one", permits, window), clock);
    }

    private static Limiter limiter(QuotaPolicy policy, LongSupplier clock) {
        LocalQuota quota =
                LocalQuota.builder(policy.acrossKeys()).nanoTime(clock).build();
        return new Limiter() {
            @Override
            public boolean take(int permits) {
                return quota.tryAcquire("", permits);
            }

            @Override
            public boolean takeWithin(Duration longest) {
                // It never waits.
                return take();
            }

            @Override
            public void takeEstimated(int estimate, int actual) {
                quota.check("", estimate).settle(actual);
            }

            @Override
            public Optional<Duration> refusal() {
                return quota.check("").retryAfter();
            }

            @Override
            public void change(int permits) {
                quota.change(quota.policies().get(0).quota(permits));
            }
        };
    }

    @Override
    public Predicate<String> byKey(int permits, Duration window, LongSupplier clock) {
        LocalQuota quota = LocalQuota.builder(QuotaPolicy.exact("each", permits, window))
                .keys(ROOM)
                .nanoTime(clock)
                .build();
        return quota::tryAcquire;
    }

    @Override
    public BooleanSupplier tenAnHourAndOneASecond(LongSupplier clock) {
        LocalQuota quota = LocalQuota.builder(
                        QuotaPolicy.exact("hour", 10, Duration.ofHours(1)),
                        QuotaPolicy.exact("second", 1, Duration.ofSeconds(1)))
                .keys(1)
                .nanoTime(clock)
                .build();
        return () -> quota.tryAcquire("any");
    }
}
