package dev.eloquent.servlet.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaDecision;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.http.RequestKey;
import dev.eloquent.servlet.Container;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The filter in a real container, asked over real sockets; the POM runs it on servlet 6.0 and on 6.1. */
final class QuotaFilterTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Quota quota = Quota.of(QuotaPolicy.exact("per-client", 3, Duration.ofMinutes(10)));
    private Container container;

    @BeforeEach
    void start() throws Exception {
        container = Container.start((classes, context) -> install(context));
    }

    @AfterEach
    void stop() throws Exception {
        container.stop();
    }

    private void install(ServletContext context) {
        FilterRegistration.Dynamic limit = context.addFilter(
                "limit",
                QuotaFilter.by(QuotaFilterTest::key, quota)
                        .exempt(request -> request.getHeader("Exempt") != null)
                        .permits(request -> Optional.ofNullable(request.getHeader("Permits"))
                                .map(Integer::parseInt)
                                .orElse(1)));
        limit.setAsyncSupported(true);
        limit.addMappingForUrlPatterns(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC), false, "/api/*");
        ServletRegistration.Dynamic servlet = context.addServlet("api", new Api());
        servlet.setAsyncSupported(true);
        servlet.addMapping("/*");
    }

    private static RequestKey key(HttpServletRequest request) {
        String client = request.getHeader("Client");
        return client == null ? new RequestKey.Refused("no_client") : new RequestKey.Known(client);
    }

    private static final class Api extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getHeader("Dispatch") != null && request.getDispatcherType() == DispatcherType.REQUEST) {
                AsyncContext context = request.startAsync();
                context.dispatch();
                return;
            }
            if (request.getHeader("Settle") != null) {
                ((QuotaDecision) request.getAttribute(QuotaFilter.DECISION)).settle(0);
            }
            response.getOutputStream().print("served");
        }
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + container.port() + "/app" + path));
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
            HttpResponse<String> served = get("/api/things", "Client", "one");
            assertThat(served.body()).isEqualTo("served");
            assertThat(header(served, "RateLimit-Policy")).isEqualTo("\"per-client\";q=3;w=600");
            assertThat(header(served, "RateLimit")).startsWith("\"per-client\";r=" + left + ";t=");
        }
        HttpResponse<String> denied = get("/api/things", "Client", "one");
        assertThat(denied.statusCode()).isEqualTo(429);
        assertThat(header(denied, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(header(denied, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(denied, "RateLimit")).startsWith("\"per-client\";r=0;t=");
        assertThat(Integer.parseInt(header(denied, "Retry-After"))).isBetween(600, 680);
        assertThat(denied.body())
                .isEqualTo("{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\","
                        + "\"title\":\"Too many requests\",\"status\":429,\"violated-policies\":[\"per-client\"]}");
        assertThat(get("/api/things", "Client", "other").statusCode()).isEqualTo(200);
    }

    @Test
    void answersWith403WhenNobodyCanTellWhoseItIs() throws Exception {
        HttpResponse<String> refused = get("/api/things");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
                        + "\"detail\":\"It cannot be told whose request this is\",\"code\":\"no_client\"}");
    }

    @Test
    void whatIsExemptIsNotCounted() throws Exception {
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> served = get("/api/things", "Exempt", "yes");
            assertThat(served.statusCode()).isEqualTo(200);
            assertThat(header(served, "RateLimit")).isEqualTo("none");
        }
        assertThat(quota.statistics().allowed()).isZero();
    }

    @Test
    void aRequestMayTakeSeveral() throws Exception {
        assertThat(get("/api/things", "Client", "one", "Permits", "3").statusCode())
                .isEqualTo(200);
        assertThat(get("/api/things", "Client", "one").statusCode()).isEqualTo(429);
        HttpResponse<String> never = get("/api/things", "Client", "other", "Permits", "4");
        assertThat(never.statusCode()).isEqualTo(429);
        assertThat(header(never, "Retry-After")).isEqualTo("none");
    }

    @Test
    void whatIsDispatchedIsCountedOnce() throws Exception {
        assertThat(get("/api/things", "Client", "one", "Dispatch", "yes").body())
                .isEqualTo("served");
        assertThat(quota.statistics().allowed()).isEqualTo(1);
    }

    @Test
    void aHandlerCanSettle() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(get("/api/things", "Client", "one", "Settle", "yes").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void otherPathsAreNotLimited() throws Exception {
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(quota.statistics().allowed()).isZero();
    }
}
