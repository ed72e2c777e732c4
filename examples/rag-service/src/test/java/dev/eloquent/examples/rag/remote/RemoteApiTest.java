package dev.eloquent.examples.rag.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.eloquent.examples.rag.secrets.RagSecrets;
import dev.eloquent.resilience4j.OutboundLimit;
import dev.eloquent.resilience4j.OutboundLimits;
import dev.eloquent.secrets.FixedSource;
import dev.eloquent.secrets.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code PineconeFaultsTest} does not reach through the whole service. */
final class RemoteApiTest {
    /** For a call that is tried again with a key that has to be fetched before. */
    private static final Duration WITHIN = Duration.ofSeconds(5);

    private final FixedSource source = FixedSource.create().with(RagSecrets.PINECONE.name(), "topsecret");
    private final Secrets secrets = Secrets.from(source).load(RagSecrets.PINECONE);
    private HttpServer server;
    private RemoteApi api;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        api = api(OutboundLimit.of("model", 1_000_000, Duration.ofMinutes(1)));
    }

    private RemoteApi api(OutboundLimit limit) {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
        return new RemoteApi(
                "model",
                new ApiAddress(base, secrets.get(RagSecrets.PINECONE)),
                new Outbound(OutboundLimits.of(limit).limiter(limit.name()), client -> client),
                "Authorization",
                "Bearer ");
    }

    /** Our own limit, not the other side's. */
    @Test
    void aCallWithoutATurnIsNotMade() {
        AtomicInteger calls = new AtomicInteger();
        on("/v1/x", exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(500, -1);
        });
        RemoteApi limited =
                api(OutboundLimit.of("model", 2, Duration.ofHours(1)).longestWait(Duration.ZERO));
        for (String reason : new String[] {"answered 500", "our own limit of calls is used up"}) {
            assertThatThrownBy(() -> limited.post("/x", JsonNodeFactory.instance.objectNode(), WITHIN))
                    .isInstanceOf(DependencyAway.class)
                    .hasMessage("model: " + reason);
        }
        assertThat(calls).hasValue(1);
    }

    @AfterEach
    void stop() {
        server.stop(0);
        secrets.close();
    }

    @Test
    void sendsTheKeyAndReadsTheAnswer() {
        on("/v1/x", exchange -> {
            String key = exchange.getRequestHeaders().getFirst("Authorization");
            byte[] body = ("{\"key\":\"" + key + "\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        assertThat(post().path("key").asText()).isEqualTo("Bearer topsecret");
    }

    @Test
    void aKeyThatWasRotatedIsFetchedAndTheCallTriedAgain() {
        AtomicInteger refused = new AtomicInteger();
        on("/v1/x", exchange -> {
            boolean isNew =
                    "Bearer newsecret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            if (!isNew) {
                refused.incrementAndGet();
            }
            byte[] body = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(isNew ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        // The control: where there is no new key the refusal stands, and is not tried again.
        assertThatThrownBy(() -> post(WITHIN)).hasMessage("model: answered 401");
        assertThat(refused).hasValue(1);

        source.with(RagSecrets.PINECONE.name(), "newsecret");
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            try {
                return post(WITHIN).isEmpty();
            } catch (DependencyAway again) {
                // Asking for the secret again is put off for a moment after the first refusal.
                return false;
            }
        });
        int before = refused.get();
        assertThat(post(WITHIN)).isEmpty();
        assertThat(refused).hasValue(before);
    }

    @Test
    void doesNotCarryTheKeyToWhereItIsSent() {
        AtomicInteger elsewhere = new AtomicInteger();
        on("/v1/elsewhere", exchange -> {
            elsewhere.incrementAndGet();
            exchange.close();
        });
        on("/v1/x", exchange -> {
            exchange.getResponseHeaders().set("Location", "/v1/elsewhere");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });

        assertThatThrownBy(this::post).isInstanceOf(DependencyAway.class).hasMessage("model: answered 307");
        assertThat(elsewhere).hasValue(0);
    }

    @Test
    void whatItThrowsHasNoKeyAndNothingThatWasSent() {
        on("/v1/x", exchange -> {
            byte[] body = "{\"echo\":\"Bearer topsecret\"".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        assertThatThrownBy(this::post)
                .isInstanceOf(DependencyAway.class)
                .hasMessage("model: sent an answer that is not one: no JSON")
                .hasNoCause();
        assertThat(new ApiAddress(URI.create("https://x.example"), secrets.get(RagSecrets.PINECONE)))
                .hasToString("https://x.example");
    }

    @Test
    void whatAStrangerWroteCannotSteerTheLog() {
        DependencyAway away =
                new DependencyAway("model", "failed", new IOException("a\u0000b\u001b[31m\nc\u202e" + "x".repeat(999)));

        assertThat(away).hasMessageStartingWith("model: failed: java.io.IOException: a?b?[31m?c?xxx");
        assertThat(away.getMessage()).hasSizeLessThan(350);
    }

    @Test
    void aDeadlineHoldsUntilTheLastByte() {
        on("/v1/x", exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
        });
        long start = System.nanoTime();
        assertThatThrownBy(this::post).hasMessage("model: no whole answer within PT0.3S");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() {
        on("/v1/x", exchange -> {});
        Thread.currentThread().interrupt();
        assertThatThrownBy(this::post).hasMessage("model: interrupted while waiting");
        assertThat(Thread.interrupted()).isTrue();
    }

    private JsonNode post() {
        return post(Duration.ofMillis(300));
    }

    private JsonNode post(Duration within) {
        return api.post("/x", JsonNodeFactory.instance.objectNode(), within);
    }

    private void on(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }
}
