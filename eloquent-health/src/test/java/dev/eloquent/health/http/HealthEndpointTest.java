package dev.eloquent.health.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.eloquent.health.CheckResult;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.HealthChecks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The endpoint behind the JDK's real server, asked by the JDK's real client. */
final class HealthEndpointTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HealthChecks health = HealthChecks.of("test", "1.0.0")
            .degrades("database", HealthCheck.completes(() -> {}))
            .degrades(
                    "vector_db",
                    timeout -> CheckResult.unhealthy("no_route")
                            .with("host", "private.example")
                            .causedBy(new IOException("to private.example")))
            .start();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        health.awaitFirstResults(Duration.ofSeconds(10));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/health",
                HealthEndpoint.of(health)
                        .showDetailsIf(exchange -> exchange.getRequestHeaders().containsKey("X-Admitted")));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        health.close();
    }

    @Test
    void thePayloadIsFlat() throws Exception {
        Instant before = Instant.now();
        HttpResponse<String> response = get("/health");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .matches("\\{\"status\":\"degraded\",\"timestamp\":\"[0-9T:.-]+Z\","
                        + "\"version\":\"1.0.0\",\"database\":\"healthy\",\"vector_db\":\"unhealthy\"}");
        Instant timestamp = Instant.parse(response.body().replaceAll(".*timestamp\":\"([^\"]+).*", "$1"));
        assertThat(timestamp).isBetween(before.minusMillis(1), Instant.now());
    }

    @Test
    void theTimestampIsTheTimeOfTheProbe() throws Exception {
        String first = get("/health").body();
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> !get("/health").body().equals(first));
    }

    @Test
    void nothingIsCached() throws Exception {
        HttpResponse<String> response = get("/health/live");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void headHasTheHeadersAndNoBody() throws Exception {
        HttpResponse<String> head = send("HEAD", "/health");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(get("/health").body().length());
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        HttpResponse<String> post = send("POST", "/health");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(post.body()).isEqualTo("{\"error\":\"only GET and HEAD are answered here\"}");
    }

    @Test
    void whatIsUnknownIsFourOhFourAndSaysWhatThereIs() throws Exception {
        for (String path : new String[] {"/health/nobody", "/health/checks/nobody", "/healthy", "/health//live"}) {
            HttpResponse<String> response = get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(response.body())
                    .isEqualTo("{\"error\":\"there is no health group or check at this path\","
                            + "\"groups\":[\"health\",\"live\",\"ready\",\"startup\"],"
                            + "\"checks\":[\"checks/database\",\"checks/vector_db\"]}");
        }
    }

    @Test
    void groupsAndChecksHavePathsOfTheirOwn() throws Exception {
        assertThat(get("/health/live").body())
                .contains("\"status\":\"healthy\"")
                .doesNotContain("database");
        assertThat(get("/health/ready/").statusCode()).isEqualTo(200);
        assertThat(get("/health/startup").statusCode()).isEqualTo(503);
        assertThat(get("/health/checks/database").statusCode()).isEqualTo(200);
        assertThat(get("/health/checks/vector_db").statusCode()).isEqualTo(503);
        assertThat(get("/health/checks").body()).contains("\"name\":\"database\"", "\"name\":\"vector_db\"");
    }

    @Test
    void thePublicSeesTheReasonAndNeverTheCause() throws Exception {
        for (String path : new String[] {"/health", "/health/ready", "/health/checks", "/health/checks/vector_db"}) {
            assertThat(get(path).body()).as(path).doesNotContain("private");
        }
        assertThat(get("/health/checks/vector_db").body()).contains("\"reason\":\"no_route\"");
    }

    @Test
    void whoIsAdmittedSeesTheDetails() throws Exception {
        HttpRequest request =
                request("/health/checks/vector_db").header("X-Admitted", "yes").build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .contains("\"host\":\"private.example\"", "\"cause\":\"java.io.IOException: to private.example\"");
    }

    @Test
    void whatDecidesOnDetailsMayThrowAndProbesGoOn() throws Exception {
        server.createContext("/throws", HealthEndpoint.of(health).showDetailsIf(exchange -> {
            throw new IllegalStateException("private");
        }));
        assertThat(get("/throws/checks/database").statusCode()).isEqualTo(500);
        assertThat(get("/throws/checks/database").body()).doesNotContain("private\"");
        assertThat(get("/throws/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aContextMayEndInASlash() throws Exception {
        server.createContext("/slash/", HealthEndpoint.of(health));
        assertThat(get("/slash/live").statusCode()).isEqualTo(200);
        assertThat(get("/slash/").body()).contains("\"database\"");
    }

    @Test
    void drainingIsSaid() throws Exception {
        health.drain();
        HttpResponse<String> response = get("/health/ready");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("\"status\":\"unhealthy\"", "\"reason\":\"draining\"");
        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return client.send(
                request(path)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
    }
}
