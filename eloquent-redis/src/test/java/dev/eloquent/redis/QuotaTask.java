package dev.eloquent.redis;

import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.SharedQuota;
import dev.eloquent.ratelimit.SharedQuotaBuilder;
import dev.eloquent.ratelimit.store.Flood;
import java.time.Duration;

/** One of several tasks that share a quota, with or without leases, or have one each for themselves. */
final class QuotaTask {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    static final int BATCH = 20;

    private QuotaTask() {}

    public static void main(String[] args) throws InterruptedException {
        QuotaPolicy policy = Flood.policy(args[1]);
        if (args[0].equals("local")) {
            Flood.run(Quota.of(policy));
            return;
        }
        SharedQuotaBuilder builder = SharedQuota.builder(RedisQuotaStore.of(args[2], PATIENCE), policy)
                .timeout(PATIENCE);
        if (args[0].equals("leased")) {
            // The longest there may be, and more at once than usual.
            builder.lease(Flood.WINDOW.dividedBy(10)).batch(BATCH);
        }
        try (SharedQuota shared = builder.start()) {
            Flood.run(shared);
        }
    }
}
