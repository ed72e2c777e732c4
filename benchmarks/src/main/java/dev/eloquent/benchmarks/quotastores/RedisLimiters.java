package dev.eloquent.benchmarks.quotastores;

import dev.eloquent.redis.RedisQuotaStore;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.bucket4j.redis.lettuce.cas.LettuceBasedProxyManager;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.redisson.Redisson;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Each library's limit in Redis, as its own documentation sets it up. */
final class RedisLimiters {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** How long a full bucket is kept; as in Bucket4j's documentation. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    private RedisLimiters() {}

    static Limiter of(String limiter, Limit limit, String uri) {
        return switch (limiter) {
            case "bucket4jLettuceCas" -> new CompareAndSwap(limit, uri);
            case "redissonLog" -> new Log(limit, uri);
            default -> SharedLimiter.of(limiter, limit, RedisQuotaStore.of(uri, TIMEOUT));
        };
    }

    /**
     * Two round trips, the second a script that writes if nobody else has meanwhile; otherwise both again. By the caller's
     * clock; in any window at most the capacity and the refill, as with our smooth.
     */
    private static final class CompareAndSwap implements Limiter {
        private final RedisClient client;
        private final LettuceBasedProxyManager<String> buckets;
        private final BucketConfiguration configuration;

        CompareAndSwap(Limit limit, String uri) {
            client = RedisClient.create(uri);
            buckets = Bucket4jLettuce.casBasedBuilder(
                            client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)))
                    .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT))
                    .build();
            configuration = BucketConfiguration.builder()
                    .addLimit(each -> each.capacity(limit.permits()).refillGreedy(limit.permits(), limit.window()))
                    .build();
        }

        @Override
        public boolean tryAcquire(String key) {
            return buckets.getProxy(key, () -> configuration).tryConsume(1);
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }

    /**
     * One round trip: a script that adds the permit to a sorted set and removes those that have expired. By the caller's
     * clock; in any window at most the rate, as with our exact. Its pool of up to 64 connections is Redisson's default: a
     * connection of it waits for its answer before it takes another call.
     */
    private static final class Log implements Limiter {
        private final RedissonClient client;
        private final Map<String, RRateLimiter> limiters = new ConcurrentHashMap<>();
        private final Limit limit;

        Log(Limit limit, String uri) {
            Config config = new Config();
            config.useSingleServer().setAddress(uri);
            this.client = Redisson.create(config);
            this.limit = limit;
        }

        @Override
        public boolean tryAcquire(String key) {
            return limiters.computeIfAbsent(key, this::limiter).tryAcquire();
        }

        private RRateLimiter limiter(String key) {
            RRateLimiter limiter = client.getRateLimiter(key);
            // Does nothing where another process has set it.
            limiter.trySetRate(RateType.OVERALL, limit.permits(), limit.window());
            return limiter;
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }
}
