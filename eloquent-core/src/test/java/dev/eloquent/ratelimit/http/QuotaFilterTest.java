package dev.eloquent.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Before the JDK's server, over real sockets. */
final class QuotaFilterTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Quota quota = Quota.of(QuotaPolicy.exact("per-client", 3, Duration.ofMinutes(10)));
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        HttpContext context = server.createContext("/api", QuotaFilterTest::serve);
        context.getFilters()
                .add(QuotaFilter.by(QuotaFilterTest::key, quota)
                        .exempt(exchange -> exchange.getRequestHeaders().containsKey("Exempt"))
                        .permits(exchange -> Optional.ofNullable(
                                        exchange.getRequestHeaders().getFirst("Permits"))
                                .map(Integer::parseInt)
                                .orElse(1)));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static RequestKey key(HttpExchange exchange) {
        String client = exchange.getRequestHeaders().getFirst("Client");
        return client == null ? new RequestKey.Refused("no_client") : new RequestKey.Known(client);
    }

    private static void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] body = "served".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private HttpResponse<String> send(String method, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api"))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }

    @Test
    void answersWith429WhenThereIsNoRoom() throws Exception {
        for (int left = 2; left >= 0; left--) {
            HttpResponse<String> served = send("GET", "", "Client", "one");
            assertThat(served.body()).isEqualTo("served");
            assertThat(header(served, "RateLimit-Policy")).isEqualTo("\"per-client\";q=3;w=600");
            assertThat(header(served, "RateLimit")).startsWith("\"per-client\";r=" + left + ";t=");
        }
        HttpResponse<String> denied = send("GET", "", "Client", "one");
        assertThat(denied.statusCode()).isEqualTo(429);
        assertThat(header(denied, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(header(denied, "Cache-Control")).isEqualTo("no-store");
        assertThat(Integer.parseInt(header(denied, "Retry-After"))).isBetween(600, 680);
        assertThat(denied.body()).contains("\"violated-policies\":[\"per-client\"]");
        assertThat(send("GET", "", "Client", "other").statusCode()).isEqualTo(200);
    }

    /** What it sends on is not read; the next request must not be mistaken for the rest of it. */
    @Test
    void refusesAnUploadAndServesTheNextRequest() throws Exception {
        send("GET", "", "Client", "one", "Permits", "3");
        assertThat(send("POST", "x".repeat(50_000), "Client", "one").statusCode())
                .isEqualTo(429);
        assertThat(send("POST", "x".repeat(100), "Client", "one").statusCode()).isEqualTo(429);
        assertThat(send("POST", "x".repeat(100), "Client", "other").body()).isEqualTo("served");
    }

    @Test
    void answersAHeadRequestWithoutABody() throws Exception {
        send("GET", "", "Client", "one", "Permits", "3");
        HttpResponse<String> denied = send("HEAD", "", "Client", "one");
        assertThat(denied.statusCode()).isEqualTo(429);
        assertThat(denied.body()).isEmpty();
    }

    @Test
    void answersWith403WhenNobodyCanTellWhoseItIs() throws Exception {
        HttpResponse<String> refused = send("GET", "");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
                        + "\"detail\":\"It cannot be told whose request this is\",\"code\":\"no_client\"}");
        assertThat(quota.statistics().allowed()).isZero();
    }

    @Test
    void aPolicyInDryRunIsNotShown() throws Exception {
        Quota tried =
                Quota.of(QuotaPolicy.exact("tried", 1, Duration.ofMinutes(10)).dryRun());
        server.createContext("/tried", QuotaFilterTest::serve)
                .getFilters()
                .add(QuotaFilter.by(QuotaFilterTest::key, tried));
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> served = client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + server.getAddress().getPort() + "/tried"))
                            .header("Client", "one")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(served.statusCode()).isEqualTo(200);
            assertThat(served.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
        }
        assertThat(tried.statistics().violations()).containsEntry("tried", 2L);
    }

    @Test
    void whatIsExemptIsNotCounted() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(send("GET", "", "Exempt", "yes").statusCode()).isEqualTo(200);
        }
        assertThat(quota.statistics().allowed()).isZero();
    }
}
