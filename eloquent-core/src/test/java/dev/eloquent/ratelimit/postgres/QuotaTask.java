package dev.eloquent.ratelimit.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.SharedQuota;
import dev.eloquent.ratelimit.store.Flood;
import java.time.Duration;

/** One of several tasks that share a quota, or have one each for themselves. */
final class QuotaTask {
    private QuotaTask() {}

    public static void main(String[] args) throws InterruptedException {
        QuotaPolicy policy = Flood.policy(args[1]);
        if (args[0].equals("local")) {
            Flood.run(Quota.of(policy));
            return;
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(args[2]);
        config.setUsername(args[3]);
        config.setPassword(args[4]);
        config.setMaximumPoolSize(2);
        try (HikariDataSource pool = new HikariDataSource(config);
                SharedQuota shared = SharedQuota.builder(PostgresQuotaStore.of(pool), policy)
                        .timeout(Duration.ofSeconds(10))
                        .start()) {
            Flood.run(shared);
        }
    }
}
