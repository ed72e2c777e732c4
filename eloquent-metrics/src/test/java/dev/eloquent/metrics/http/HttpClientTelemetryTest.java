package dev.eloquent.metrics.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.eloquent.tracing.CollectedSpans;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The timers of a real client, and what it tells those whom it asks. */
final class HttpClientTelemetryTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HttpClient client =
            HttpClientTelemetry.metrics("openai", registry).wrap(HttpClient.newHttpClient());
    /** One that would tell baggage to everybody. */
    private final OpenTelemetry openTelemetry = new CollectedSpans()
            .openTelemetry(TextMapPropagator.composite(
                    W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance()));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch leave = new CountDownLatch(1);
    private final List<String> baggage = new CopyOnWriteArrayList<>();
    private final List<Boolean> traceparent = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    @AfterEach
    void stop() {
        leave.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        baggage.add(String.valueOf(exchange.getRequestHeaders().getFirst("baggage")));
        traceparent.add(exchange.getRequestHeaders().containsKey("traceparent"));
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/hang" -> leave.await();
                case "/reset" -> {}
                case "/moved" -> {
                    exchange.getResponseHeaders()
                            .set("Location", to("localhost", "/found").toString());
                    exchange.sendResponseHeaders(307, -1);
                }
                case "/full" -> exchange.sendResponseHeaders(503, -1);
                default -> exchange.sendResponseHeaders(200, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private URI to(String host, String path) {
        return URI.create("http://" + host + ":" + server.getAddress().getPort() + path);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(to("127.0.0.1", path));
    }

    private Timer timer(String method, String outcome) {
        Awaitility.await()
                .atMost(LONG)
                .until(() -> registry.find("http.client.requests")
                                .tags("client", "openai", "method", method, "outcome", outcome)
                                .timer()
                        != null);
        return registry.get("http.client.requests")
                .tags("client", "openai", "method", method, "outcome", outcome)
                .timer();
    }

    @Test
    void requestsAreTimedByNameMethodAndOutcomeAndNothingElse() throws Exception {
        client.send(to("/a?key=planted").build(), BodyHandlers.discarding());
        client.sendAsync(to("/b").build(), BodyHandlers.discarding()).get();
        client.send(to("/full").build(), BodyHandlers.discarding());
        client.send(to("/").method("BREW", HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.discarding());
        Awaitility.await().atMost(LONG).until(() -> timer("GET", "SUCCESS").count() == 2);
        assertThat(timer("GET", "SERVER_ERROR").count()).isEqualTo(1);
        assertThat(timer("OTHER", "SUCCESS").count()).isEqualTo(1);
        assertThat(registry.getMeters())
                .hasSize(3)
                .allSatisfy(meter -> assertThat(meter.getId().getTags())
                        .extracting(tag -> tag.getKey())
                        .containsExactly("client", "method", "outcome"));
        assertThat(traceparent).as("no spans were asked for").containsOnly(false);
    }

    @Test
    void noAnswerIsATimeoutAnIoErrorOrUnknown() throws Exception {
        assertThatThrownBy(() ->
                        client.send(to("/hang").timeout(Duration.ofMillis(50)).build(), BodyHandlers.discarding()))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(timer("GET", "TIMEOUT").count()).isEqualTo(1);
        assertThatThrownBy(() -> client.sendAsync(to("/hang").build(), BodyHandlers.discarding())
                        .orTimeout(50, TimeUnit.MILLISECONDS)
                        .get())
                .hasCauseInstanceOf(TimeoutException.class);
        Awaitility.await().atMost(LONG).until(() -> timer("GET", "TIMEOUT").count() == 2);
        assertThatThrownBy(() -> client.send(
                        to("/reset").POST(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.discarding()))
                .isInstanceOf(IOException.class);
        assertThat(timer("POST", "IO_ERROR").count()).isEqualTo(1);
        assertThatThrownBy(() -> client.sendAsync(
                                to("/reset")
                                        .PUT(HttpRequest.BodyPublishers.noBody())
                                        .build(),
                                BodyHandlers.discarding())
                        .get())
                .isInstanceOf(ExecutionException.class);
        assertThat(timer("PUT", "IO_ERROR").count()).isEqualTo(1);
        CompletableFuture<?> cancelled = client.sendAsync(to("/hang").build(), BodyHandlers.discarding());
        cancelled.cancel(true);
        assertThat(timer("GET", "UNKNOWN").count()).isEqualTo(1);
    }

    @Test
    void anInterruptedRequestIsUnknown() throws Exception {
        Thread thread = new Thread(() -> {
            try {
                client.send(to("/hang").build(), BodyHandlers.discarding());
            } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        Awaitility.await().atMost(LONG).until(() -> !baggage.isEmpty());
        thread.interrupt();
        assertThat(timer("GET", "UNKNOWN").count()).isEqualTo(1);
        thread.join();
    }

    @Test
    @SuppressWarnings("try") // the scope is only closed
    void baggageGoesNowhereByItselfWhateverThePropagatorsDo() throws Exception {
        HttpClient traced = HttpClientTelemetry.spans(openTelemetry).wrap(HttpClient.newHttpClient());
        HttpClient within =
                HttpClientTelemetry.spans(openTelemetry).baggageTo("127.0.0.1").wrap(HttpClient.newHttpClient());
        try (Scope ignored = Baggage.builder().put("customer", "7").build().makeCurrent()) {
            traced.send(to("/").build(), BodyHandlers.discarding());
            within.send(to("/").build(), BodyHandlers.discarding());
            within.send(HttpRequest.newBuilder(to("localhost", "/")).build(), BodyHandlers.discarding());
        }
        assertThat(baggage).containsExactly("null", "customer=7", "null");
        assertThat(traceparent).containsOnly(true);
    }

    @Test
    void aClientThatFollowsRedirectsSendsNoBaggage() {
        HttpClient follows = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        assertThatThrownBy(() -> HttpClientTelemetry.spans(openTelemetry)
                        .baggageTo("orders.internal")
                        .wrap(follows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a client that sends baggage must not follow redirects, which take it along to other hosts;"
                        + " followRedirects was NORMAL: make the client with Redirect.NEVER, or leave baggageTo out");
        HttpClientTelemetry.spans(openTelemetry).wrap(follows); // no baggage, no rule
    }

    /** Control: the JDK's client takes headers along to another host. */
    @Test
    void control_aRedirectTakesBaggageAlong() throws Exception {
        HttpClient follows = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        follows.send(to("/moved").header("baggage", "customer=7").build(), BodyHandlers.discarding());
        assertThat(baggage).containsExactly("customer=7", "customer=7");
    }

    @Test
    void aClientHasAName() {
        assertThatThrownBy(() -> HttpClientTelemetry.metrics(" ", registry))
                .hasMessage("client must have a name, such as openai, was blank");
    }
}
