package dev.eloquent.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.QuotaStore;
import dev.eloquent.ratelimit.store.TakeRequest;
import dev.eloquent.testing.RedisServer;
import dev.eloquent.testing.RequiresTool;
import dev.eloquent.testing.TcpForwarder;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that is away, silent, replaced or demoted. The controls are Lettuce as it is by default. */
@RequiresTool(value = "redis-server", debianPackage = "redis-server")
final class RedisFaultsTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Claim CLAIM = new Claim(
            "client|p", QuotaPolicy.smooth("p", 60, Duration.ofHours(1)).burst(10));

    private final RedisServer server = RedisServer.start();
    private final TcpForwarder network = TcpForwarder.to(server.port());
    private final String uri = "redis://127.0.0.1:" + network.port();
    private final RedisClient plain = RedisClient.create(uri);

    @BeforeEach
    void warmUp() throws Exception {
        // The first call of all loads some thousand classes, for which a short timeout is too short.
        try (RedisQuotaStore store = RedisQuotaStore.of(server.uri(), LONG)) {
            store.liveTasks("warm");
        }
    }

    @AfterEach
    void close() {
        plain.shutdown();
        network.close();
        server.close();
    }

    private static int take(QuotaStore store) throws Exception {
        return store.take(new TakeRequest(List.of(CLAIM), 1, 1, Duration.ZERO)).granted();
    }

    private static Duration timeToFail(QuotaStore store) {
        long began = System.nanoTime();
        assertThatThrownBy(() -> take(store)).isInstanceOf(RedisException.class);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private StatefulRedisConnection<String, String> plain() {
        StatefulRedisConnection<String, String> connection = plain.connect();
        connection.setTimeout(SHORT);
        assertThat(connection.sync().ping()).isEqualTo("PONG");
        return connection;
    }

    @Test
    void aDeadServerFailsAtOnceAndARestartedOneServesTheNextCall() throws Exception {
        try (RedisQuotaStore store = RedisQuotaStore.of(server.uri(), LONG)) {
            take(store);
            server.kill();
            for (int i = 0; i < 5; i++) {
                assertThat(timeToFail(store)).isLessThan(LONG.dividedBy(2));
            }
            assertThatThrownBy(() -> take(store))
                    .hasMessage("a call of Redis at 127.0.0.1:" + server.port() + " failed: Connection refused");
            server.restart();
            assertThat(take(store)).isEqualTo(1);
        }
    }

    @Test
    void control_lettuceWaitsForADeadServer() {
        StatefulRedisConnection<String, String> connection = plain();
        server.kill();
        network.refuse();
        network.cut();
        await().until(() -> !connection.isOpen());
        assertThatThrownBy(connection.sync()::ping).isInstanceOf(RedisCommandTimeoutException.class);
    }

    @Test
    void aConnectionThatEndedBetweenTwoCallsIsNoFault() throws Exception {
        try (RedisQuotaStore store = RedisQuotaStore.of(uri, LONG)) {
            take(store);
            server.ask("CLIENT KILL TYPE normal");
            await().until(() -> network.connections() == 0);
            await().until(() -> take(store) == 1);
            assertThat(network.accepted()).isEqualTo(2);
        }
    }

    @Test
    void aFrozenServerIsWaitedForNoLongerThanTheTimeoutAndServesAgainByItself() throws Exception {
        try (RedisQuotaStore store = RedisQuotaStore.of(server.uri(), SHORT)) {
            await().ignoreExceptions().until(() -> take(store) == 1);
            server.freeze();
            for (int i = 0; i < 3; i++) {
                assertThat(timeToFail(store)).isBetween(SHORT, LONG.dividedBy(2));
            }
            assertThatThrownBy(() -> take(store))
                    .isInstanceOf(RedisCommandTimeoutException.class)
                    .hasMessage("Redis at 127.0.0.1:" + server.port() + " did not answer within PT0.2S");
            server.thaw();
            await().ignoreExceptions().until(() -> take(store) == 1);
        }
    }

    @Test
    void aConnectionForWhichNobodyAnswersIsReplaced() throws Exception {
        try (RedisQuotaStore store = RedisQuotaStore.of(uri, SHORT);
                RedisServer other = RedisServer.start()) {
            await().ignoreExceptions().until(() -> take(store) == 1);
            server.freeze();
            network.retarget(other.port());
            assertThat(timeToFail(store)).isGreaterThanOrEqualTo(SHORT);
            await().ignoreExceptions().until(() -> take(store) == 1);
            assertThat(other.ask("DBSIZE")).isEqualTo("1");
        }
    }

    @Test
    void control_lettuceKeepsAConnectionForWhichNobodyAnswers() {
        try (RedisServer other = RedisServer.start()) {
            StatefulRedisConnection<String, String> connection = plain();
            server.freeze();
            network.retarget(other.port());
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(connection.sync()::ping).isInstanceOf(RedisCommandTimeoutException.class);
            }
        }
    }

    @Test
    void aWriterThatBecameAReplicaIsLeft() throws Exception {
        try (RedisQuotaStore store = RedisQuotaStore.of(uri, LONG);
                RedisServer other = RedisServer.start()) {
            take(store);
            network.retarget(other.port());
            server.ask("REPLICAOF 127.0.0.1 " + other.port());
            assertThatThrownBy(() -> take(store)).hasMessageContaining("READONLY");
            assertThat(take(store)).isEqualTo(1);
        }
    }

    @Test
    void aSlowConnectionIsMadeAllTheSame() throws Exception {
        try (RedisQuotaStore store = RedisQuotaStore.of(uri, SHORT)) {
            network.freeze();
            assertThat(timeToFail(store)).isGreaterThanOrEqualTo(SHORT);
            assertThat(timeToFail(store)).isGreaterThanOrEqualTo(SHORT);
            assertThat(network.accepted())
                    .as("the second call waited for the first one's")
                    .isEqualTo(1);
            network.thaw();
            await().ignoreExceptions().until(() -> take(store) == 1);
            assertThat(network.accepted()).isEqualTo(1);
        }
    }

    private static Duration timeToFail(Supplier<CompletionStage<?>> dial) {
        long began = System.nanoTime();
        assertThatThrownBy(dial.get().toCompletableFuture()::join).isInstanceOf(CompletionException.class);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void whileNobodyKnowsTheNameAConnectionIsGivenUpInTime() {
        try (NameServer names = NameServer.leadingTo("127.0.0.1")) {
            names.silent(true);
            ClientResources resources =
                    Client.resources().addressResolverGroup(names.resolver()).build();
            try (Client client = Client.ofServer(RedisURI.create("quotas.test", server.port()), SHORT, resources)) {
                assertThat(timeToFail(client::dial)).isBetween(SHORT, SHORT.multipliedBy(10));
                assertThatThrownBy(client.dial().toCompletableFuture()::join)
                        .hasRootCauseMessage("no connection within PT0.2S");
            }
        }
    }

    @Test
    void control_lettuceWaitsForAName() {
        try (NameServer names = NameServer.leadingTo("127.0.0.1")) {
            names.silent(true);
            ClientResources resources =
                    Client.resources().addressResolverGroup(names.resolver()).build();
            RedisURI uri = RedisURI.builder()
                    .withHost("quotas.test")
                    .withPort(server.port())
                    .withTimeout(SHORT)
                    .build();
            RedisClient client = RedisClient.create(resources);
            client.setOptions(ClientOptions.builder()
                    .socketOptions(SocketOptions.builder().connectTimeout(SHORT).build())
                    .build());
            assertThat(timeToFail(() -> client.connectAsync(StringCodec.ASCII, uri)))
                    .isGreaterThan(SHORT.multipliedBy(10));
            client.shutdown();
            resources.shutdown().awaitUninterruptibly();
        }
    }

    @Test
    void closingEndsItsThreads() throws Exception {
        plain.shutdown();
        await().until(() -> threads() == 0);
        RedisQuotaStore store = RedisQuotaStore.of(server.uri(), LONG);
        take(store);
        assertThat(threads()).isBetween(1L, 6L);
        store.close();
        await().until(() -> threads() == 0);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lettuce-"))
                .count();
    }
}
