package dev.eloquent.metrics.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.eloquent.metrics.http.internal.HttpAttributes;
import dev.eloquent.tracing.CollectedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real client and a real server, and the spans of both. */
final class HttpSpansTest {
    private final CollectedSpans spans = new CollectedSpans();
    private final List<String> baggage = new CopyOnWriteArrayList<>();
    private final OpenTelemetry openTelemetry = spans.openTelemetry(W3CTraceContextPropagator.getInstance());
    private final HttpClient client = HttpClientTelemetry.spans(openTelemetry).wrap(HttpClient.newHttpClient());
    private final java.util.concurrent.ExecutorService threads = java.util.concurrent.Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    baggage.add(String.valueOf(exchange.getRequestHeaders().getFirst("baggage")));
                    if (path.equals("/broken")) {
                        throw new IOException("broken");
                    }
                    if (path.equals("/hang")) {
                        return; // never answered
                    }
                    exchange.sendResponseHeaders(path.equals("/full") ? 503 : path.equals("/none") ? 404 : 200, -1);
                    exchange.close();
                })
                .getFilters()
                .add(HttpServerTelemetry.spans(openTelemetry, HttpRoutes.of("/orders/{id}", "/full", "/files/*")));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
    }

    private SpanData span(SpanKind kind) {
        return spans.first(kind);
    }

    @Test
    void bothSidesAreOfOneTraceAndSayWhatTheConventionsSay() throws Exception {
        client.send(to("/orders/17?token=planted-token").build(), BodyHandlers.discarding());
        SpanData caller = span(SpanKind.CLIENT);
        SpanData callee = span(SpanKind.SERVER);
        assertThat(callee.getTraceId()).isEqualTo(caller.getTraceId());
        assertThat(callee.getParentSpanId()).isEqualTo(caller.getSpanId());
        assertThat(caller.getName()).isEqualTo("GET");
        assertThat(callee.getName()).isEqualTo("GET /orders/{id}");
        int port = server.getAddress().getPort();
        assertThat(caller.getAttributes().asMap())
                .containsEntry(HttpAttributes.METHOD, "GET")
                .containsEntry(HttpAttributes.URL, "http://127.0.0.1:" + port + "/orders/17")
                .containsEntry(HttpAttributes.SERVER, "127.0.0.1")
                .containsEntry(HttpAttributes.PORT, (long) port)
                .containsEntry(HttpAttributes.STATUS, 200L)
                .containsEntry(HttpAttributes.PROTOCOL_VERSION, "1.1");
        assertThat(callee.getAttributes().asMap())
                .containsEntry(HttpAttributes.METHOD, "GET")
                .containsEntry(HttpAttributes.ROUTE, "/orders/{id}")
                .containsEntry(HttpAttributes.PATH, "/orders/17")
                .containsEntry(HttpAttributes.SCHEME, "http")
                .containsEntry(HttpAttributes.SERVER, "127.0.0.1")
                .containsEntry(HttpAttributes.PORT, (long) port)
                .containsEntry(HttpAttributes.PEER, "127.0.0.1")
                .containsEntry(HttpAttributes.STATUS, 200L);
        assertThat(callee.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(caller + " " + callee).doesNotContain("planted");
    }

    @Test
    void fiveHundredIsAnErrorOfBothAndFourHundredOfTheClient() throws Exception {
        client.send(to("/full").build(), BodyHandlers.discarding());
        assertThat(span(SpanKind.SERVER).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span(SpanKind.SERVER).getAttributes().get(HttpAttributes.ERROR))
                .isEqualTo("503");
        assertThat(span(SpanKind.CLIENT).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        spans.all().clear();
        client.send(to("/none").build(), BodyHandlers.discarding());
        assertThat(span(SpanKind.SERVER).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span(SpanKind.SERVER).getName()).isEqualTo("GET");
        assertThat(span(SpanKind.CLIENT).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span(SpanKind.CLIENT).getAttributes().get(HttpAttributes.ERROR))
                .isEqualTo("404");
    }

    @Test
    void exceptionsAreErrors() {
        assertThatThrownBy(() -> client.send(to("/broken").build(), BodyHandlers.discarding()))
                .isInstanceOf(IOException.class);
        assertThat(span(SpanKind.SERVER).getAttributes().get(HttpAttributes.ERROR))
                .isEqualTo("java.io.IOException");
        assertThat(span(SpanKind.CLIENT).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void aMethodThatNobodyKnowsIsOther() throws Exception {
        client.send(
                to("/orders/1")
                        .method("BREW", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.discarding());
        assertThat(span(SpanKind.SERVER).getName()).isEqualTo("HTTP /orders/{id}");
        assertThat(span(SpanKind.SERVER).getAttributes().asMap())
                .containsEntry(HttpAttributes.METHOD, "_OTHER")
                .containsEntry(HttpAttributes.METHOD_ORIGINAL, "BREW");
        assertThat(span(SpanKind.CLIENT).getName()).isEqualTo("HTTP");
    }

    @Test
    void anAsynchronousRequestHasASpanAndCanBeCancelled() throws Exception {
        client.sendAsync(to("/orders/1").build(), BodyHandlers.discarding()).get();
        assertThat(span(SpanKind.CLIENT).getAttributes().get(HttpAttributes.STATUS))
                .isEqualTo(200L);
        spans.all().clear();
        CompletableFuture<?> hung = client.sendAsync(to("/hang").build(), BodyHandlers.discarding());
        hung.cancel(true);
        assertThat(span(SpanKind.CLIENT).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    @SuppressWarnings("try") // the scope is only closed
    void baggageGoesWhereItIsSaidTo() throws IOException, InterruptedException, ExecutionException {
        HttpClient within =
                HttpClientTelemetry.spans(openTelemetry).baggageTo("127.0.0.1").wrap(HttpClient.newHttpClient());
        try (Scope ignored = Baggage.builder().put("customer", "7").build().makeCurrent()) {
            client.send(to("/").build(), BodyHandlers.discarding());
            within.send(to("/").build(), BodyHandlers.discarding());
        }
        assertThat(baggage).containsExactly("null", "customer=7");
    }

    @Test
    void routesAreTheFirstThatFits() {
        HttpRoutes routes = HttpRoutes.of("/", "/orders/{id}", "/orders/{id}/lines", "/files/*");
        assertThat(routes.match("/")).hasValue("/");
        assertThat(routes.match("/orders/1")).hasValue("/orders/{id}");
        assertThat(routes.match("/orders/1/lines")).hasValue("/orders/{id}/lines");
        assertThat(routes.match("/files/a/b")).hasValue("/files/*");
        assertThat(routes.match("/orders/")).isEmpty();
        assertThat(routes.match("/orders/1/2")).isEmpty();
        assertThat(routes.match("/wp-admin")).isEmpty();
        assertThatThrownBy(() -> HttpRoutes.of("orders")).hasMessage("a route must begin with '/', was 'orders'");
    }

    @Test
    void parametersOfThePathAreNoPartOfTheRouteAndNotRecorded() throws Exception {
        client.send(to("/orders/17;jsessionid=planted-session").build(), BodyHandlers.discarding());
        SpanData callee = span(SpanKind.SERVER);
        assertThat(callee.getName()).isEqualTo("GET /orders/{id}");
        assertThat(callee.getAttributes().get(HttpAttributes.PATH)).isEqualTo("/orders/17");
        assertThat(span(SpanKind.CLIENT) + " " + callee).doesNotContain("planted");
    }
}
