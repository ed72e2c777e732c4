package dev.eloquent.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.eloquent.ratelimit.http.QuotaFilter;
import dev.eloquent.ratelimit.http.RequestKey;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** resilience4j's limiter behind our filter of the JDK's server, over real sockets. */
@Timeout(60)
final class QuotaFilterTest {
    private static final RateLimiterConfig TWO_AN_HOUR = RateLimiterConfig.custom()
            .limitForPeriod(2)
            .limitRefreshPeriod(Duration.ofHours(1))
            .timeoutDuration(Duration.ZERO)
            .build();

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void answersWithTheLimitersNumbers() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", QuotaFilterTest::serve)
                .getFilters()
                .add(QuotaFilter.by(
                        exchange -> new RequestKey.Known("any"),
                        Resilience4jQuota.of(RateLimiter.of("search", TWO_AN_HOUR))));
        server.start();
        try {
            HttpResponse<String> first = get(server);
            assertThat(first.statusCode()).isEqualTo(204);
            assertThat(header(first, "RateLimit-Policy")).isEqualTo("\"search\";q=2;w=3600");
            assertThat(header(first, "RateLimit")).isEqualTo("\"search\";r=1;t=3600");
            assertThat(get(server).statusCode()).isEqualTo(204);
            HttpResponse<String> refused = get(server);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(header(refused, "RateLimit")).startsWith("\"search\";r=0;t=");
            assertThat(Long.parseLong(header(refused, "Retry-After"))).isBetween(3_500L, 3_962L);
            assertThat(refused.body()).contains("\"violated-policies\":[\"search\"]");
        } finally {
            server.stop(0);
        }
    }

    private static void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private HttpResponse<String> get(HttpServer server) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + server.getAddress().getPort() + "/"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }
}
