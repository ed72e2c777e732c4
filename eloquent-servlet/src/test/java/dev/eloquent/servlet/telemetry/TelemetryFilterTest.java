package dev.eloquent.servlet.telemetry;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.metrics.http.HttpRoutes;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.http.RequestKey;
import dev.eloquent.servlet.Container;
import dev.eloquent.servlet.ratelimit.QuotaFilter;
import dev.eloquent.servlet.shutdown.DrainFilter;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownSettings;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter in a real container, asked over real sockets; the POM runs it on servlet 6.0 and on 6.1. */
final class TelemetryFilterTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String TRACE = "5759e988bd862e3fe1be46a994272793";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<SpanData> ended = new CopyOnWriteArrayList<>();
    private final List<String> current = new CopyOnWriteArrayList<>();
    private final BlockingQueue<AsyncContext> started = new LinkedBlockingQueue<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Shutdown shutdown = Shutdown.of(ShutdownSettings.forStopTimeout(Duration.ofSeconds(3))
            .quietPeriod(Duration.ZERO)
            .probeInterval(Duration.ZERO));
    private Container container;

    private interface Body {
        void answer(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    private final class Collected implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            ended.addAll(spans);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @BeforeEach
    void start() throws Exception {
        container = Container.start((classes, context) -> install(context));
    }

    @AfterEach
    void stop() throws Exception {
        container.stop();
    }

    private void install(ServletContext context) {
        var openTelemetry = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(new Collected()))
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
        add(
                context,
                "telemetry",
                TelemetryFilter.of(
                                registry, openTelemetry, HttpRoutes.of("/app/orders/{id}", "/app/api/*", "/app/late/*"))
                        .routeBy(request -> Optional.ofNullable((String) request.getAttribute("route"))),
                "/*");
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
        mount(context, "/async", this::async);
        mount(context, "/timeout", (request, response) -> request.startAsync().setTimeout(100));
        mount(context, "/late-timeout", (request, response) -> {
            request.startAsync().setTimeout(100);
            response.flushBuffer();
        });
        mount(context, "/cut", TelemetryFilterTest::cut);
        mount(context, "/stream-async", TelemetryFilterTest::streamByAnotherThread);
    }

    /** Fails after the answer has begun: in the first pass, in what is dispatched, or there after a second start. */
    private static void cut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String where = request.getQueryString();
        if (request.getDispatcherType() != DispatcherType.ASYNC) {
            AsyncContext async = request.startAsync();
            if (!where.equals("first")) {
                async.dispatch();
                return;
            }
        } else if (where.equals("restarted")) {
            request.startAsync();
        }
        response.flushBuffer();
        throw new IllegalStateException("cut");
    }

    /** Tomcat completes it by itself when the client is gone; Jetty leaves that to the thread that writes. */
    private static void streamByAnotherThread(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        async.start(() -> {
            try {
                OutputStream out = response.getOutputStream();
                while (true) {
                    out.write(new byte[8_192]);
                    out.flush();
                }
            } catch (IOException gone) {
                if (Container.servletVersion().equals("6.0")) {
                    async.complete();
                }
            }
        });
    }

    private void async(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            response.setStatus(202);
            response.getWriter().write("dispatched");
            return;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        started.add(async);
    }

    private static void add(ServletContext context, String name, Filter filter, String mapping) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC), true, mapping);
    }

    private void mount(ServletContext context, String mapping, Body body) {
        ServletRegistration.Dynamic servlet = context.addServlet(mapping, new HttpServlet() {
            private static final long serialVersionUID = 1L;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                current.add(Span.current().getSpanContext().getTraceId());
                try {
                    body.answer(request, response);
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        servlet.setAsyncSupported(true);
        servlet.addMapping(mapping);
    }

    private URI to(String path) {
        return URI.create("http://127.0.0.1:" + container.port() + Container.CONTEXT + path);
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(to(path))
                .header("traceparent", "00-" + TRACE + "-53995c3f42cd8ad8-01")
                .build();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path), HttpResponse.BodyHandlers.ofString());
    }

    private Timer timer(String method, String uri, String status, String outcome) {
        String[] tags = {"method", method, "uri", uri, "status", status, "outcome", outcome};
        Awaitility.await()
                .atMost(LONG)
                .until(() -> registry.find("http.server.requests").tags(tags).timer() != null);
        return registry.get("http.server.requests").tags(tags).timer();
    }

    private SpanData span() {
        Awaitility.await().atMost(LONG).until(() -> !ended.isEmpty());
        assertThat(ended).hasSize(1);
        return ended.get(0);
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
    void aFrameworkIsAskedAboutWhatIsCompletedWithoutADispatch() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("/async"), HttpResponse.BodyHandlers.ofString());
        AsyncContext async = started.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        // As Javalin's handler of what comes after, on the thread that completes a future.
        async.getRequest().setAttribute("route", "/framework/{name}");
        async.complete();
        assertThat(answer.get(LONG.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(timer("GET", "/framework/{name}", "200", "SUCCESS").count()).isEqualTo(1);
        assertThat(span().getName()).isEqualTo("GET /framework/{name}");
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
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), container.port())) {
            socket.setSoTimeout((int) LONG.toMillis());
            socket.getOutputStream()
                    .write("GET /app/stream HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
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
    void anAsynchronousRequestEndsWhenItIsComplete() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("/async"), HttpResponse.BodyHandlers.ofString());
        AsyncContext async = started.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(registry.getMeters()).isEmpty();
        ((HttpServletResponse) async.getResponse()).setStatus(201);
        async.complete();
        assertThat(answer.get(LONG.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(201);
        assertThat(timer("GET", "UNKNOWN", "201", "SUCCESS").count()).isEqualTo(1);
        assertThat(span().getAttributes().get(longKey("http.response.status_code")))
                .isEqualTo(201L);
    }

    @Test
    void whatIsDispatchedRunsWithinTheSpanAndIsRecordedOnce() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("/async"), HttpResponse.BodyHandlers.ofString());
        started.poll(LONG.toSeconds(), TimeUnit.SECONDS).dispatch();
        assertThat(answer.get(LONG.toSeconds(), TimeUnit.SECONDS).body()).isEqualTo("dispatched");
        assertThat(timer("GET", "UNKNOWN", "202", "SUCCESS").count()).isEqualTo(1);
        assertThat(registry.getMeters()).hasSize(2);
        assertThat(current).containsExactly(TRACE, TRACE);
        span();
    }

    @Test
    void anAsynchronousRequestThatTimesOutIsAnErrorOfTheServer() throws Exception {
        assertThat(get("/timeout").statusCode()).isEqualTo(500);
        assertThat(timer("GET", "UNKNOWN", "500", "SERVER_ERROR").count()).isEqualTo(1);
    }

    @Test
    void anAnswerThatHasBegunAndTimesOutIsWhatWasSent() throws Exception {
        CompletableFuture<?> unused =
                client.sendAsync(request("/late-timeout"), HttpResponse.BodyHandlers.discarding());
        assertThat(timer("GET", "UNKNOWN", "200", "SUCCESS").count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "dispatched", "restarted"})
    void anAsynchronousRequestThatFailsAfterItsAnswerHasBegunIsRecordedOnce(String where) throws Exception {
        CompletableFuture<?> unused =
                client.sendAsync(request("/cut?" + where), HttpResponse.BodyHandlers.discarding());
        assertThat(timer("GET", "UNKNOWN", "200", "SERVER_ERROR").count()).isEqualTo(1);
        assertThat(span().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span().getAttributes().get(stringKey("error.type"))).isEqualTo("java.lang.IllegalStateException");
        assertThat(registry.getMeters()).hasSize(2);
    }

    @Test
    void aClientThatGoesAwayFromAnotherThreadsAnswerIsNoErrorOfTheServer() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), container.port())) {
            socket.setSoTimeout((int) LONG.toMillis());
            socket.getOutputStream()
                    .write("GET /app/stream-async HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            socket.setSoLinger(true, 0); // closes with a reset
        }
        // In Jetty the thread that has caught the exception has answered for it.
        String outcome = Container.servletVersion().equals("6.0") ? "SUCCESS" : "UNKNOWN";
        assertThat(timer("GET", "UNKNOWN", "200", outcome).count()).isEqualTo(1);
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
