package dev.eloquent.benchmarks.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Each peer's way to ask whether a key may, with so many permits in that time, and how it does it for many keys. */
final class Peers {
    private Peers() {}

    static io.github.resilience4j.ratelimiter.RateLimiter resilience4j(int permits, Duration window) {
        return io.github.resilience4j.ratelimiter.RateLimiter.of("one", resilience4jConfig(permits, window));
    }

    private static RateLimiterConfig resilience4jConfig(int permits, Duration window) {
        return RateLimiterConfig.custom()
                .limitForPeriod(permits)
                .limitRefreshPeriod(window)
                .timeoutDuration(Duration.ZERO)
                .build();
    }

    static Bucket bucket4j(long permits, Duration window) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(permits).refillGreedy(permits, window))
                .build();
    }

    static RateLimiter guava(double perSecond) {
        return RateLimiter.create(perSecond);
    }

    static dev.failsafe.RateLimiter<Object> failsafe(long permits, Duration window) {
        return dev.failsafe.RateLimiter.smoothBuilder(permits, window).build();
    }

    /** Its registry keeps every limiter for ever. */
    static Predicate<String> resilience4jRegistry(int permits, Duration window) {
        RateLimiterRegistry registry = RateLimiterRegistry.of(resilience4jConfig(permits, window));
        return key -> registry.rateLimiter(key).acquirePermission();
    }

    static Predicate<String> bucket4jInCaffeine(int keys, long permits, Duration window) {
        Cache<String, Bucket> buckets = Caffeine.newBuilder().maximumSize(keys).build();
        return key -> buckets.get(key, any -> bucket4j(permits, window)).tryConsume(1);
    }

    /** The least that one could write oneself. */
    static Predicate<String> atomicInCaffeine(int keys, long permits, Duration window) {
        Cache<String, AtomicLong> times =
                Caffeine.newBuilder().maximumSize(keys).build();
        long interval = window.toNanos() / permits;
        long span = window.toNanos();
        return key -> atomic(times.get(key, any -> new AtomicLong(System.nanoTime())), interval, span);
    }

    static boolean atomic(AtomicLong time, long interval, long span) {
        long now = System.nanoTime();
        while (true) {
            long before = time.get();
            long after = Math.max(before - now, 0) + now + interval;
            if (after - now > span) {
                return false;
            }
            if (time.compareAndSet(before, after)) {
                return true;
            }
        }
    }
}
