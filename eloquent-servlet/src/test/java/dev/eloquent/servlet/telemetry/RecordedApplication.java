package dev.eloquent.servlet.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.metrics.http.HttpRoutes;
import dev.eloquent.servlet.Body;
import dev.eloquent.servlet.Container;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.io.IOException;
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
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The filter in a real container, asked over real sockets; the POM runs it on servlet 6.0 and on 6.1. */
abstract class RecordedApplication {
    static final Duration LONG = Duration.ofSeconds(20);
    static final String TRACE = "5759e988bd862e3fe1be46a994272793";

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final List<SpanData> ended = new CopyOnWriteArrayList<>();
    /** The trace in which each servlet was called. */
    final List<String> current = new CopyOnWriteArrayList<>();

    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Container container;

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

    /** Adds servlets, and filters behind this one. */
    abstract void install(ServletContext context);

    @BeforeEach
    void start() throws Exception {
        var openTelemetry = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(new Collected()))
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
        HttpRoutes routes = HttpRoutes.of("/app/orders/{id}", "/app/api/*", "/app/late/*");
        Filter telemetry = TelemetryFilter.of(registry, openTelemetry, routes)
                .routeBy(request -> Optional.ofNullable((String) request.getAttribute("route")));
        container = Container.start((classes, context) -> {
            add(context, "telemetry", telemetry, "/*");
            install(context);
        });
    }

    @AfterEach
    void stop() throws Exception {
        container.stop();
    }

    static void add(ServletContext context, String name, Filter filter, String mapping) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD, DispatcherType.ASYNC), true, mapping);
    }

    void mount(ServletContext context, String mapping, Body body) {
        Body.mount(context, mapping, (request, response) -> {
            current.add(Span.current().getSpanContext().getTraceId());
            body.answer(request, response);
        });
    }

    private URI to(String path) {
        return URI.create("http://127.0.0.1:" + container.port() + Container.CONTEXT + path);
    }

    HttpRequest request(String path) {
        return HttpRequest.newBuilder(to(path))
                .header("traceparent", "00-" + TRACE + "-53995c3f42cd8ad8-01")
                .build();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path), HttpResponse.BodyHandlers.ofString());
    }

    /** Asks on a connection of its own. */
    Socket ask(String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), container.port());
        socket.setSoTimeout((int) LONG.toMillis());
        socket.getOutputStream()
                .write(("GET " + Container.CONTEXT + path + " HTTP/1.1\r\nHost: shop\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    Timer timer(String method, String uri, String status, String outcome) {
        String[] tags = {"method", method, "uri", uri, "status", status, "outcome", outcome};
        Awaitility.await()
                .atMost(LONG)
                .until(() -> registry.find("http.server.requests").tags(tags).timer() != null);
        return registry.get("http.server.requests").tags(tags).timer();
    }

    SpanData span() {
        Awaitility.await().atMost(LONG).until(() -> !ended.isEmpty());
        assertThat(ended).hasSize(1);
        return ended.get(0);
    }
}
