package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.eloquent.examples.rag.settings.Settings;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownSettings;
import dev.eloquent.testing.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The service on a free port, and a client for it. */
final class RunningService implements AutoCloseable {
    static final String KEY = "pinecone-key";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Nobody balances load here: neither requests nor probes are waited for. */
    private final Shutdown shutdown =
            Shutdown.of(ShutdownSettings.defaults().quietPeriod(Duration.ZERO).readinessPath("/nobody-asks-here"));

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    private RunningService(Map<String, String> environment) throws InterruptedException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("PORT", "0");
        // Tests are one client, and ask more than people do.
        all.putIfAbsent("RATE_LIMIT_PER_MINUTE", "1000000");
        // What telemetry does has tests of its own.
        all.putIfAbsent("TELEMETRY", "none");
        port = RagService.start(Settings.of(List.of("--local"), all), shutdown).port();
    }

    static RunningService start(Map<String, String> environment) throws InterruptedException {
        return new RunningService(environment);
    }

    /** With a database and an index of the test's own; the embedding model is the local one. */
    static RunningService start(PostgresServer postgres, LocalPinecone pinecone) throws InterruptedException {
        return start(environment(postgres, pinecone));
    }

    static Map<String, String> environment(PostgresServer postgres, LocalPinecone pinecone) {
        return Map.of(
                "DATABASE_URL", postgres.jdbcUrl(),
                "DATABASE_USER", postgres.user(),
                "DATABASE_PASSWORD", postgres.password(),
                "PINECONE_INDEX_HOST", pinecone.endpoint().toString(),
                "PINECONE_API_KEY", KEY);
    }

    static LocalPinecone pinecone() {
        return LocalPinecone.index("documents").dimension(384).apiKey(KEY).start();
    }

    record Answer(int status, JsonNode body, HttpResponse<String> whole) {
        Optional<String> header(String name) {
            return whole.headers().firstValue(name);
        }

        String at(String pointer) {
            return body.at(pointer).asText();
        }
    }

    Answer ask(String question) {
        return post("{\"question\":\"" + question + "\"}");
    }

    Answer post(String body) {
        return send(request("/api/ask")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    Answer get(String path) {
        return send(request(path).build());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LIMIT);
    }

    Answer send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            String text = answer.body();
            return new Answer(
                    answer.statusCode(),
                    text.startsWith("{") ? new JsonMapper().readTree(text) : new JsonMapper().nullNode(),
                    answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** That an answer says in every way that one should come back later, and not why. */
    static void expectAway(Answer answer, String retryAfter) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        assertThat(answer.header("Retry-After")).contains(retryAfter);
        assertThat(answer.at("/type")).isEqualTo("https://rag-service.example/problems/dependency-away");
        assertThat(answer.whole().body()).doesNotContain("127.0.0.1", "xception", KEY);
    }

    /** Sends these bytes as they are and reads until the server closes. */
    String raw(byte[] bytes) throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(bytes);
            InputStream in = socket.getInputStream();
            StringBuilder answer = new StringBuilder();
            byte[] piece = new byte[4096];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                answer.append(new String(piece, 0, n, StandardCharsets.UTF_8));
            }
            return answer.toString();
        }
    }

    Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        shutdown.run("the end of the test");
    }
}
