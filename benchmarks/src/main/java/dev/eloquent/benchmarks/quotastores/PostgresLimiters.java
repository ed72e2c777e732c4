package dev.eloquent.benchmarks.quotastores;

import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.ratelimit.postgres.PostgresQuotaStore;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;

/** Each library's limit in PostgreSQL, on a pool that is closed with it. */
final class PostgresLimiters {
    /** What Eloquent wants, and what Hikari has by default, which is what the peers' names that end in it have. */
    private static final int FEW = 2;

    private static final String MORE = "Ten";
    private static final int TEN = 10;

    private PostgresLimiters() {}

    static int connections(String limiter) {
        return limiter.endsWith(MORE) ? TEN : FEW;
    }

    static Limiter of(String limiter, Limit limit, HikariDataSource pool) {
        return switch (limiter) {
            case "bucket4jPostgresqlSelectForUpdate", "bucket4jPostgresqlSelectForUpdateTen" ->
                new Bucket4j(
                        limit,
                        pool,
                        Bucket4jPostgreSQL.selectForUpdateBasedBuilder(pool)
                                .primaryKeyMapper(PrimaryKeyMapper.STRING)
                                .build());
            case "bucket4jPostgresqlAdvisoryLock", "bucket4jPostgresqlAdvisoryLockTen" ->
                new Bucket4j(
                        limit,
                        pool,
                        Bucket4jPostgreSQL.advisoryLockBasedBuilder(pool)
                                .primaryKeyMapper(PrimaryKeyMapper.STRING)
                                .build());
            default -> new Ours(SharedLimiter.of(limiter, limit, PostgresQuotaStore.of(pool)), pool);
        };
    }

    /** One statement, which commits by itself. */
    private record Ours(SharedLimiter quota, HikariDataSource pool) implements Limiter {
        @Override
        public boolean tryAcquire(String key) {
            return quota.tryAcquire(key);
        }

        @Override
        public void close() {
            try {
                quota.close();
            } finally {
                pool.close();
            }
        }
    }

    /**
     * A transaction, in which the caller's thread holds a connection: select for update, update and commit are three round
     * trips, lock, select, update and commit four. By the caller's clock; in any window at most the capacity and the
     * refill, as with our smooth. A caller for whom there is no connection waits for one.
     */
    private static final class Bucket4j implements Limiter {
        private final HikariDataSource pool;
        private final ProxyManager<String> buckets;
        private final BucketConfiguration configuration;

        Bucket4j(Limit limit, HikariDataSource pool, ProxyManager<String> buckets) {
            this.pool = pool;
            this.buckets = buckets;
            this.configuration = BucketConfiguration.builder()
                    .addLimit(each -> each.capacity(limit.permits()).refillGreedy(limit.permits(), limit.window()))
                    .build();
        }

        @Override
        public boolean tryAcquire(String key) {
            return buckets.getProxy(key, () -> configuration).tryConsume(1);
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}
