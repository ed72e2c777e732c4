package dev.eloquent.servlet.telemetry;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.http.RequestKey;
import dev.eloquent.servlet.ratelimit.QuotaFilter;
import dev.eloquent.servlet.shutdown.DrainFilter;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownSettings;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is recorded of a request: its route, its outcome and nothing private. */
final class TelemetryFilterTest extends RecordedApplication {
    private final Shutdown shutdown = Shutdown.of(ShutdownSettings.forStopTimeout(Duration.ofSeconds(3))
            .quietPeriod(Duration.ZERO)
            .probeInterval(Duration.ZERO));

    @Override
    void install(ServletContext context) {
        add(context, "drain", DrainFilter.of(shutdown), "/orders/*");
        Quota quota = Quota.of(QuotaPolicy.exact("per-client", 1, Duration.ofMinutes(10)));
        add(context, "limit", QuotaFilter.by(request -> new RequestKey.Known("one"), quota), "/api/*");
        mount(context, "/orders/*", (request, response) -> response.getWriter().write("order"));
        mount(context, "/api/*", (request, response) -> response.getWriter().write("api"));
        // Embedded Tomcat has none by itself, and asks no filter about what no servlet serves.
        mount(context, "/", (request, response) -> response.sendError(404));
        mount(context, "/none", (request, response) -> response.sendError(404));
        mount(context, "/broken", (request, response) -> {
            throw new IllegalStateException("broken");
        });
        mount(context, "/late/*", (request, response) -> {
            response.getOutputStream().write(1);
            response.flushBuffer();
            throw new IOException("somebody else's connection");
        });
        mount(context, "/framework/*", (request, response) -> {
            request.setAttribute("route", "/framework/{name}");
            response.getWriter().write("routed");
        });
        mount(context, "/stream", (request, response) -> {
            OutputStream out = response.getOutputStream();
            while (true) {
                out.write(new byte[8_192]);
                out.flush();
            }
        });
        mount(
                context,
                "/forward",
                (request, response) -> request.getRequestDispatcher("/orders/1").forward(request, response));
    }

    @Test
    void aRequestIsTimedAndTracedByItsRoute() throws Exception {
        assertThat(get("/orders/7?token=planted-token").body()).isEqualTo("order");
        assertThat(timer("GET", "/app/orders/{id}", "200", "SUCCESS").count()).isEqualTo(1);
        SpanData span = span();
        assertThat(span.getName()).isEqualTo("GET /app/orders/{id}");
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getAttributes().asMap())
                .containsEntry(stringKey("http.request.method"), "GET")
                .containsEntry(stringKey("http.route"), "/app/orders/{id}")
                .containsEntry(stringKey("url.path"), "/app/orders/7")
                .containsEntry(stringKey("url.scheme"), "http")
                .containsEntry(stringKey("server.address"), "127.0.0.1")
                .containsEntry(longKey("server.port"), (long) container.port())
                .containsEntry(stringKey("network.peer.address"), "127.0.0.1")
                .containsEntry(stringKey("network.protocol.version"), "1.1")
                .containsEntry(longKey("http.response.status_code"), 200L);
        assertThat(span.toString()).doesNotContain("planted");
        assertThat(current).containsExactly(TRACE);
    }

    @Test
    void whatTheOtherFiltersRefuseIsRecorded() throws Exception {
        assertThat(get("/api/things").statusCode()).isEqualTo(200);
        assertThat(get("/api/things").statusCode()).isEqualTo(429);
        assertThat(timer("GET", "/app/api/*", "429", "CLIENT_ERROR").count()).isEqualTo(1);
        shutdown.run("test");
        assertThat(get("/orders/7").statusCode()).isEqualTo(503);
        assertThat(timer("GET", "/app/orders/{id}", "503", "SERVER_ERROR").count())
                .isEqualTo(1);
    }

    @Test
    void aFrameworkTellsItsRouteAfterwards() throws Exception {
        get("/framework/one");
        get("/framework/two");
        Timer timer = timer("GET", "/framework/{name}", "200", "SUCCESS");
        Awaitility.await().atMost(LONG).until(() -> timer.count() == 2 && ended.size() == 2);
        assertThat(ended)
                .allSatisfy(span -> assertThat(span.getName()).isEqualTo("GET /framework/{name}"))
                .allSatisfy(span -> assertThat(span.getAttributes().get(stringKey("http.route")))
                        .isEqualTo("/framework/{name}"));
    }

    @Test
    void anExceptionIsAnErrorOfTheServerWhateverWasSent() throws Exception {
        assertThat(get("/broken").statusCode()).isEqualTo(500);
        assertThat(timer("GET", "UNKNOWN", "500", "SERVER_ERROR").count()).isEqualTo(1);
        assertThat(span().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span().getAttributes().get(stringKey("error.type"))).isEqualTo("java.lang.IllegalStateException");
        CompletableFuture<?> unused = client.sendAsync(request("/late/1"), HttpResponse.BodyHandlers.discarding());
        assertThat(timer("GET", "/app/late/*", "200", "SERVER_ERROR").count()).isEqualTo(1);
    }

    @Test
    void whatIsNotThereIsNoErrorOfTheServer() throws Exception {
        assertThat(get("/none").statusCode()).isEqualTo(404);
        assertThat(get("/wp-admin/setup").statusCode()).isEqualTo(404);
        Timer timer = timer("GET", "UNKNOWN", "404", "CLIENT_ERROR");
        Awaitility.await().atMost(LONG).until(() -> timer.count() == 2 && ended.size() == 2);
        assertThat(ended)
                .allSatisfy(span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET));
    }

    @Test
    void aClientThatGoesAwayIsNobodysError() throws Exception {
        try (Socket socket = ask("/stream")) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            socket.setSoLinger(true, 0); // closes with a reset
        }
        assertThat(timer("GET", "UNKNOWN", "200", "UNKNOWN").count()).isEqualTo(1);
        assertThat(span().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void whatIsForwardedIsRecordedOnce() throws Exception {
        assertThat(get("/forward").body()).isEqualTo("order");
        assertThat(timer("GET", "UNKNOWN", "200", "SUCCESS").count()).isEqualTo(1);
        assertThat(registry.getMeters()).hasSize(2);
        assertThat(span().getName()).isEqualTo("GET");
    }

    @Test
    void whateverIsAskedForTheSeriesAreFew() throws Exception {
        for (int i = 0; i < 50; i++) {
            get("/planted/" + i);
        }
        Timer timer = timer("GET", "UNKNOWN", "404", "CLIENT_ERROR");
        Awaitility.await().atMost(LONG).until(() -> timer.count() == 50);
        assertThat(registry.getMeters()).hasSize(2);
    }

    @Test
    void parametersOfThePathAreNoPartOfTheRouteAndNotRecorded() throws Exception {
        assertThat(get("/orders/7;jsessionid=planted-session").body()).isEqualTo("order");
        assertThat(timer("GET", "/app/orders/{id}", "200", "SUCCESS").count()).isEqualTo(1);
        assertThat(span().getAttributes().get(stringKey("url.path"))).isEqualTo("/app/orders/7");
        assertThat(span().toString()).doesNotContain("planted");
    }
}
