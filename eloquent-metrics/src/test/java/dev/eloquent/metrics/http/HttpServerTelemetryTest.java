package dev.eloquent.metrics.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The timers of a real server, asked over real sockets. */
final class HttpServerTelemetryTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final List<Boolean> traced = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        HttpContext context = server.createContext("/", this::handle);
        context.getFilters()
                .add(HttpServerTelemetry.metrics(
                        registry,
                        HttpRoutes.of(
                                "/orders/{id}",
                                "/broken",
                                "/late",
                                "/stream",
                                "/upload",
                                "/silent",
                                "/none",
                                "/body",
                                "/twice",
                                "/dependency")));
        context.getFilters().add(Filter.beforeHandler("refuses", HttpServerTelemetryTest::refuse));
        server.start();
    }

    @AfterEach
    void stop() {
        leave.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private static void refuse(HttpExchange exchange) {
        try {
            if (exchange.getRequestHeaders().containsKey("Refuse")) {
                exchange.sendResponseHeaders(429, -1);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        traced.add(Span.current().getSpanContext().isValid());
        if (exchange.getResponseCode() > 0) {
            exchange.close();
            return;
        }
        clock.add(Duration.ofMillis(250));
        switch (exchange.getRequestURI().getPath()) {
            case "/broken" -> throw new IllegalStateException("broken");
            case "/late" -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(1);
                throw new IOException("somebody else's connection");
            }
            case "/stream" -> {
                exchange.sendResponseHeaders(200, 0);
                while (true) {
                    exchange.getResponseBody().write(new byte[8_192]);
                }
            }
            case "/upload" -> exchange.getRequestBody().readAllBytes();
            case "/silent" -> {} // and says nothing
            case "/none" -> {
                awaitLeave();
                exchange.sendResponseHeaders(204, -1);
            }
            case "/body" -> {
                awaitLeave();
                exchange.sendResponseHeaders(200, 4);
                // The JDK's server may keep all of it until this is closed.
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(new byte[4]);
                }
            }
            case "/twice" -> {
                exchange.sendResponseHeaders(204, -1);
                exchange.sendResponseHeaders(204, -1);
            }
            case "/dependency" -> askWhoResets();
            default -> {
                boolean known = exchange.getRequestURI().getPath().startsWith("/orders/");
                exchange.sendResponseHeaders(known ? 200 : 404, -1);
                exchange.close();
            }
        }
    }

    private void awaitLeave() {
        entered.countDown();
        try {
            leave.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void askWhoResets() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket dependency = new ServerSocket(0, 1, here);
                Socket socket = new Socket(here, dependency.getLocalPort())) {
            Socket answering = dependency.accept();
            answering.setSoLinger(true, 0); // closes with a reset
            answering.close();
            assertThat(socket.getInputStream().read()).as("it throws").isZero();
        }
    }

    /** What a client on a raw socket gets for these lines. */
    private String ask(String request) throws IOException {
        try (Socket socket = open()) {
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private Socket open() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort());
        socket.setSoTimeout((int) LONG.toMillis());
        return socket;
    }

    private static void send(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
    }

    /** The timer of these tags; waits for it, as a request is recorded after it is answered. */
    private Timer timer(String method, String uri, String status, String outcome) {
        Awaitility.await()
                .atMost(LONG)
                .until(() -> registry.find("http.server.requests")
                                .tags("method", method, "uri", uri, "status", status, "outcome", outcome)
                                .timer()
                        != null);
        Timer timer = registry.get("http.server.requests")
                .tags("method", method, "uri", uri, "status", status, "outcome", outcome)
                .timer();
        Awaitility.await()
                .atMost(LONG)
                .until(() -> registry.find("http.server.responses")
                                .tag("outcome", outcome)
                                .timer()
                        != null);
        return timer;
    }

    @Test
    void aRequestIsTimedByItsRouteAndByItsOutcome() throws IOException {
        ask(get("/orders/1?token=a"));
        ask(get("/orders/2"));
        Timer timer = timer("GET", "/orders/{id}", "200", "SUCCESS");
        Awaitility.await().atMost(LONG).until(() -> timer.count() == 2);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(500);
        Timer all =
                registry.get("http.server.responses").tag("outcome", "SUCCESS").timer();
        Awaitility.await().atMost(LONG).until(() -> all.count() == 2);
        assertThat(all.getId().getTags()).hasSize(1);
        assertThat(traced).as("no spans were asked for").containsOnly(false);
    }

    @Test
    void whatAnotherFilterAnswersIsRecordedWithItsRoute() throws IOException {
        ask("GET /orders/1 HTTP/1.1\r\nHost: shop\r\nRefuse: yes\r\nConnection: close\r\n\r\n");
        assertThat(timer("GET", "/orders/{id}", "429", "CLIENT_ERROR").count()).isEqualTo(1);
    }

    @Test
    void anExceptionIsAnErrorOfTheServerWhateverWasSent() throws IOException {
        ask(get("/broken"));
        ask(get("/late"));
        List<String> outcomes = List.of("UNKNOWN", "500"); // what the JDK's server answers to it is its own matter
        Awaitility.await()
                .atMost(LONG)
                .until(() -> registry.find("http.server.requests")
                                .tag("uri", "/broken")
                                .timer()
                        != null);
        Timer broken =
                registry.get("http.server.requests").tag("uri", "/broken").timer();
        assertThat(broken.getId().getTag("outcome")).isEqualTo("SERVER_ERROR");
        assertThat(broken.getId().getTag("status")).isIn(outcomes);
        assertThat(timer("GET", "/late", "200", "SERVER_ERROR").count()).isEqualTo(1);
    }

    @Test
    void aClientThatGoesAwayIsNobodysError() throws IOException {
        try (Socket socket = open()) {
            send(socket, get("/stream"));
            InputStream answer = socket.getInputStream();
            assertThat(answer.read()).isEqualTo('H');
            socket.setSoLinger(true, 0); // closes with a reset
        }
        assertThat(timer("GET", "/stream", "200", "UNKNOWN").count()).isEqualTo(1);
        try (Socket socket = open()) {
            send(socket, "POST /upload HTTP/1.1\r\nHost: shop\r\nContent-Length: 9\r\n\r\nhalf");
        }
        assertThat(timer("POST", "/upload", "UNKNOWN", "UNKNOWN").count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/none", "/body"})
    void aClientThatGoesAwayBeforeItsAnswerBeginsIsNobodysError(String path) throws Exception {
        try (Socket socket = open()) {
            send(socket, get(path));
            entered.await();
            socket.setSoLinger(true, 0); // closes with a reset
        }
        leave.countDown();
        Awaitility.await()
                .atMost(LONG)
                .until(() ->
                        registry.find("http.server.requests").tag("uri", path).timer() != null);
        Timer timer = registry.get("http.server.requests").tag("uri", path).timer();
        assertThat(timer.getId().getTag("outcome")).isEqualTo("UNKNOWN");
    }

    @Test
    void control_aDependencyThatGoesAwayIsAnErrorOfTheServer() throws IOException {
        ask(get("/dependency"));
        Awaitility.await()
                .atMost(LONG)
                .until(() -> registry.find("http.server.requests").timer() != null);
        assertThat(registry.get("http.server.requests")
                        .tag("uri", "/dependency")
                        .timer()
                        .getId()
                        .getTag("outcome"))
                .isEqualTo("SERVER_ERROR");
    }

    @Test
    void control_headersSentTwiceAreAnErrorOfTheServer() throws IOException {
        ask(get("/twice"));
        assertThat(timer("GET", "/twice", "204", "SERVER_ERROR").count()).isEqualTo(1);
    }

    @Test
    void aHandlerThatSaysNothingIsUnknown() throws IOException {
        try (Socket socket = open()) {
            send(socket, get("/silent"));
            assertThat(timer("GET", "/silent", "UNKNOWN", "UNKNOWN").count()).isEqualTo(1);
        }
    }

    @Test
    void whateverIsAskedForTheSeriesAreFew() throws IOException {
        for (String method : new String[] {"BREW", "get", "X".repeat(500)}) {
            ask(method + " /nowhere/" + method + " HTTP/1.1\r\nHost: " + method + "\r\nConnection: close\r\n\r\n");
            ask(get("/wp-admin/" + method));
        }
        Timer other = timer("OTHER", "UNKNOWN", "404", "CLIENT_ERROR");
        Timer get = timer("GET", "UNKNOWN", "404", "CLIENT_ERROR");
        Awaitility.await().atMost(LONG).until(() -> other.count() == 3 && get.count() == 3);
        assertThat(registry.getMeters()).hasSize(3);
        assertThat(other.getId().getTags())
                .extracting(tag -> tag.getKey())
                .containsExactly("method", "outcome", "status", "uri");
    }
}
