package dev.eloquent.peers.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.SimpleBucketListener;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** bucket4j-core. */
final class Bucket4jLimits implements Library {
    @Override
    public List<Limiter> each(int permits, Duration window, LongSupplier clock) {
        return List.of(greedy(permits, window, clock), intervally(permits, window, clock));
    }

    static Limiter greedy(int permits, Duration window, LongSupplier clock) {
        return limiter(bucket(clock, greedyLimit(permits, window)), window);
    }

    static Limiter intervally(int permits, Duration window, LongSupplier clock) {
        Bandwidth limit = Bandwidth.builder()
                .capacity(permits)
                .refillIntervally(permits, window)
                .build();
        return limiter(bucket(clock, limit), window);
    }

    private static Bandwidth greedyLimit(int permits, Duration window) {
        return Bandwidth.builder()
                .capacity(permits)
                .refillGreedy(permits, window)
                .build();
    }

    private static Bucket bucket(LongSupplier clock, Bandwidth... limits) {
        var builder = Bucket.builder().withCustomTimePrecision(new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return clock.getAsLong();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        });
        List.of(limits).forEach(builder::addLimit);
        return builder.build();
    }

    private static Limiter limiter(Bucket bucket, Duration window) {
        return new Limiter() {
            @Override
            public boolean take(int permits) {
                return bucket.tryConsume(permits);
            }

            @Override
            public boolean takeWithin(Duration longest) {
                return bucket.asBlocking().tryConsumeUninterruptibly(1, longest);
            }

            @Override
            public void takeEstimated(int estimate, int actual) {
                bucket.tryConsume(estimate);
                if (actual > estimate) {
                    bucket.consumeIgnoringRateLimits(actual - estimate);
                } else {
                    bucket.addTokens(estimate - actual);
                }
            }

            @Override
            public Optional<Duration> refusal() {
                ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
                return probe.isConsumed()
                        ? Optional.empty()
                        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
            }

            @Override
            public void change(int permits) {
                bucket.replaceConfiguration(
                        BucketConfiguration.builder()
                                .addLimit(greedyLimit(permits, window))
                                .build(),
                        TokensInheritanceStrategy.ADDITIVE);
            }

            @Override
            public BooleanSupplier heard(Runnable refused) {
                Bucket listened = bucket.toListenable(new SimpleBucketListener() {
                    @Override
                    public void onRejected(long tokens) {
                        refused.run();
                    }
                });
                return () -> listened.tryConsume(1);
            }
        };
    }

    /** In a cache, as it has no table of its own. */
    @Override
    public Predicate<String> byKey(int permits, Duration window, LongSupplier clock) {
        Cache<String, Bucket> buckets = cache();
        return key -> buckets.get(key, any -> bucket(clock, greedyLimit(permits, window)))
                .tryConsume(1);
    }

    /** One that removes at once what is too much, not on another thread. */
    static <V> Cache<String, V> cache() {
        return Caffeine.newBuilder().maximumSize(ROOM).executor(Runnable::run).build();
    }

    @Override
    public BooleanSupplier tenAnHourAndOneASecond(LongSupplier clock) {
        Bucket bucket = bucket(clock, greedyLimit(10, Duration.ofHours(1)), greedyLimit(1, Duration.ofSeconds(1)));
        return () -> bucket.tryConsume(1);
    }
}
