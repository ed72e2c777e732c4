package dev.eloquent.ratelimit.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.SharedQuota;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One of several tasks that share a quota: prints between which two moments each permit was had, then ends. */
final class QuotaTask {
    static final int THREADS = 8;
    static final int QUOTA = 300;
    static final Duration WINDOW = Duration.ofSeconds(3);
    static final Duration RUN = Duration.ofSeconds(9);

    private QuotaTask() {}

    public static void main(String[] args) throws InterruptedException {
        boolean shared = args[0].equals("shared");
        QuotaPolicy policy = args[1].equals("exact")
                ? QuotaPolicy.exact("p", QUOTA, WINDOW)
                : QuotaPolicy.smooth("p", QUOTA, WINDOW).burst(50);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(args[2]);
        config.setUsername(args[3]);
        config.setPassword(args[4]);
        config.setMaximumPoolSize(2);
        try (HikariDataSource pool = new HikariDataSource(config);
                SharedQuota inStore = SharedQuota.builder(PostgresQuotaStore.of(pool), policy)
                        .timeout(Duration.ofSeconds(10))
                        .start()) {
            List<String> passes = run(shared ? inStore : Quota.of(policy));
            passes.forEach(System.out::println);
            System.out.println("fallbacks " + inStore.statistics().fallbacks());
        }
    }

    private static List<String> run(Quota quota) throws InterruptedException {
        List<String> passes = Collections.synchronizedList(new ArrayList<>());
        long end = System.nanoTime() + RUN.toNanos();
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            threads[i] = new Thread(() -> {
                while (System.nanoTime() - end < 0) {
                    long before = micros();
                    if (quota.tryAcquire("client")) {
                        passes.add("pass " + before + " " + micros());
                    } else {
                        // Some 30,000 tries a second in all, which is enough of a flood for two processors.
                        LockSupport.parkNanos(1_000_000);
                    }
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return passes;
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
