package dev.eloquent.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.QuotaStore;
import dev.eloquent.ratelimit.store.TakeReply.Counter;
import dev.eloquent.ratelimit.store.TakeRequest;
import dev.eloquent.testing.RedisServer;
import dev.eloquent.testing.RequiresTool;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RequiresTool(value = "redis-server", debianPackage = "redis-server")
final class RedisClusterTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Claim CLIENT = new Claim("client|p", QuotaPolicy.exact("p", 10, Duration.ofMinutes(1)));
    private static final Claim OTHERS = new Claim("other|p", QuotaPolicy.exact("p", 10, Duration.ofMinutes(1)));
    private static final Claim CLIENTS_SECOND = new Claim("client|q", QuotaPolicy.smooth("q", 60, Duration.ofHours(1)));
    private static final Claim ALL = new Claim(
            "*|all", QuotaPolicy.smooth("all", 60, Duration.ofHours(1)).acrossKeys());

    private final RedisServer server = RedisServer.startCluster();
    private final RedisURI uri = RedisURI.create(server.uri());
    private final RedisQuotaStore store = RedisQuotaStore.ofCluster(uri, TIMEOUT, "test");

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    private static List<Long> remaining(QuotaStore store, Claim... claims) throws Exception {
        return store.take(new TakeRequest(List.of(claims), 1, 1, Duration.ZERO)).counters().stream()
                .map(Counter::remaining)
                .toList();
    }

    @Test
    void countersOfOneClientLieInOneSlot() throws Exception {
        assertThat(remaining(store, CLIENT, CLIENTS_SECOND)).containsExactly(9L, 5L);
        assertThat(remaining(store, CLIENT)).as("alone it is the same").containsExactly(8L);
    }

    @Test
    void besideOneAcrossKeysAllLieWhereThatOneDoes() throws Exception {
        assertThat(remaining(store, CLIENT, ALL)).containsExactly(9L, 5L);
        assertThat(remaining(store, OTHERS, ALL)).containsExactly(9L, 4L);
        assertThat(remaining(store, ALL)).as("alone it is the same").containsExactly(3L);
        store.settle(List.of(CLIENT, ALL), System.currentTimeMillis() * 1_000, 1);
        assertThat(remaining(store, CLIENT, ALL)).containsExactly(7L, 1L);
    }

    @Test
    void control_namedAsInAServerACallAcrossKeysIsRefused() {
        try (RedisQuotaStore other = RedisQuotaStore.open(uri, TIMEOUT, new KeyNames("test", false), true, null)) {
            assertThatThrownBy(() -> remaining(other, CLIENT, ALL)).hasMessageContaining("CROSSSLOT");
        }
    }

    @Test
    void countsTasks() throws Exception {
        assertThat(store.liveTasks("one")).isEqualTo(1);
        assertThat(store.liveTasks("two")).isEqualTo(2);
    }

    @Test
    void aRestartedClusterServesAgainByItself() {
        try (RedisQuotaStore impatient = RedisQuotaStore.ofCluster(uri, Duration.ofMillis(200), "test")) {
            await().ignoreExceptions().until(() -> impatient.liveTasks("one") == 1);
            server.restart();
            await().ignoreExceptions().until(() -> impatient.liveTasks("two") == 1);
        }
    }
}
