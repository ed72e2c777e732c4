package dev.eloquent.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.ratelimit.QuotaDecision.Source;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.SharedQuota;
import dev.eloquent.testing.RedisServer;
import dev.eloquent.testing.RequiresTool;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two tasks, one quota, and a server that goes away and comes back. */
@RequiresTool(value = "redis-server", debianPackage = "redis-server")
final class SharedByRedisTest {
    private static final QuotaPolicy POLICY = QuotaPolicy.exact("per-client", 100, Duration.ofHours(1));

    private final RedisServer server = RedisServer.start();
    private final SharedQuota one = quota();
    private final SharedQuota other = quota();

    private SharedQuota quota() {
        return SharedQuota.builder(RedisQuotaStore.of(server.uri(), Duration.ofSeconds(2)), POLICY)
                .timeout(Duration.ofSeconds(2))
                .start();
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
        server.close();
    }

    private static Source source(SharedQuota quota) {
        return quota.check("probe").source();
    }

    @Test
    void twoTasksHaveOneQuota() {
        await().until(() -> source(one) == Source.REMOTE && source(other) == Source.REMOTE);
        int granted = 0;
        for (int i = 0; i < 100; i++) {
            granted += one.tryAcquire("client") ? 1 : 0;
            granted += other.tryAcquire("client") ? 1 : 0;
        }
        assertThat(granted).isEqualTo(100);
    }

    @Test
    void whileTheServerIsAwayTheFailureModeDecidesAndThenTheServerAgain() {
        await().until(() -> source(one) == Source.REMOTE);
        server.kill();
        assertThat(source(one)).isEqualTo(Source.FALLBACK);
        server.restart();
        await().until(() -> source(one) == Source.REMOTE);
    }
}
