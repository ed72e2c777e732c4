package dev.eloquent.servlet.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.servlet.Container;
import dev.eloquent.shutdown.CutWork;
import dev.eloquent.shutdown.Phase;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownReport;
import dev.eloquent.shutdown.ShutdownSettings;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter in a real container, asked over real sockets; the POM runs it on servlet 6.0 and on 6.1. */
final class DrainFilterTest {
    private final Shutdown shutdown = Shutdown.of(ShutdownSettings.forStopTimeout(Duration.ofSeconds(3))
            .quietPeriod(Duration.ZERO)
            .probeInterval(Duration.ZERO)
            .healthPaths("/app/health")
            .readinessPath("/app/health/ready"));
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch returned = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final BlockingQueue<AsyncContext> started = new LinkedBlockingQueue<>();
    private Container container;

    private interface Body {
        void answer(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    @BeforeEach
    void start() throws Exception {
        container = Container.start((classes, context) -> install(context));
    }

    @AfterEach
    void stop() throws Exception {
        leave.countDown();
        container.stop();
    }

    private void install(ServletContext context) {
        FilterRegistration.Dynamic outer = context.addFilter("outer", (request, response, chain) -> {
            try {
                chain.doFilter(request, response);
            } finally {
                returned.countDown();
            }
        });
        outer.setAsyncSupported(true);
        outer.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        FilterRegistration.Dynamic drain = context.addFilter("drain", DrainFilter.of(shutdown));
        drain.setAsyncSupported(true);
        drain.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/counted/*", "/health/*");
        mount(context, "/health/*", (request, response) -> response.getWriter().write("probe"));
        mount(context, "/uncounted/slow", this::slow);
        mount(
                context,
                "/counted/quick",
                (request, response) -> response.getWriter().write("quick"));
        mount(context, "/counted/slow", this::slow);
        mount(context, "/counted/broken", (request, response) -> {
            entered.countDown();
            leave.await();
            throw new IllegalStateException("broken");
        });
        mount(
                context,
                "/counted/forward",
                (request, response) ->
                        request.getRequestDispatcher("/counted/slow").forward(request, response));
        mount(context, "/counted/async", this::async);
        mount(
                context,
                "/counted/timeout",
                (request, response) -> request.startAsync().setTimeout(100));
        mount(context, "/counted/cut", DrainFilterTest::cut);
        mount(context, "/counted/events", this::events);
        mount(
                context,
                "/counted/seen",
                (request, response) -> response.getWriter()
                        .write(request.getProtocol() + ", Connection: " + response.getHeader("Connection")));
    }

    private void async(HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            response.getWriter().write("dispatched ");
        }
        AsyncContext async = switch (String.valueOf(request.getQueryString())) {
            case "own" -> request.startAsync(request, response);
            case "unwrapped" -> unwrapped(request).startAsync();
            default -> request.startAsync();
        };
        async.setTimeout(0);
        started.add(async);
        if (String.valueOf(request.getQueryString()).equals("held")) {
            leave.await();
        }
        if (String.valueOf(request.getQueryString()).equals("broken")) {
            throw new IllegalStateException("broken");
        }
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

    private static ServletRequest unwrapped(ServletRequest request) {
        return request instanceof ServletRequestWrapper wrapper ? wrapper.getRequest() : request;
    }

    /** Events until the shutdown begins, on this thread or another; or one event and no end. */
    private void events(HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (String.valueOf(request.getQueryString()).equals("async")) {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                eventsUntilDraining(response);
                async.complete();
            });
        } else if (String.valueOf(request.getQueryString()).equals("endless")) {
            response.getWriter().write("data: tick\n\n");
            response.flushBuffer();
            entered.countDown();
            leave.await();
        } else {
            eventsUntilDraining(response);
        }
    }

    private void eventsUntilDraining(HttpServletResponse response) {
        try {
            response.flushBuffer();
            entered.countDown();
            while (!shutdown.draining()) {
                response.getWriter().write("data: tick\n\n");
                response.flushBuffer();
            }
            response.getWriter().write("data: bye\n\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void slow(HttpServletRequest request, HttpServletResponse response) throws Exception {
        entered.countDown();
        leave.await();
        response.getWriter().write("slow");
    }

    @Test
    void aRequestIsWaitedFor() throws Exception {
        try (Client client = new Client().send("/counted/slow")) {
            entered.await();
            CompletableFuture<ShutdownReport> run = run();
            awaitDraining();
            assertThat(shutdown.inFlight().count()).isEqualTo(1);
            leave.countDown();
            assertThat(client.answer()).contains("200").endsWith("slow");
            assertThat(counts(run.join())).containsExactly(1L, 0L, 0L);
        }
    }

    @Test
    void control_withoutTheFilterNobodyWaits() throws Exception {
        try (Client client = new Client().send("/uncounted/slow")) {
            entered.await();
            assertThat(counts(run().join())).containsExactly(0L, 0L, 0L);
            leave.countDown();
            assertThat(client.answer()).endsWith("slow");
        }
    }

    @Test
    void whileDrainingAnswersCloseTheirConnections() throws Exception {
        try (Client client = new Client()) {
            assertThat(client.send("/counted/quick").answer())
                    .contains("200")
                    .doesNotContainIgnoringCase("connection: close");
            try (Client slow = new Client().send("/counted/slow")) {
                entered.await();
                CompletableFuture<ShutdownReport> run = run();
                awaitDraining();
                // Begun before the drain, ended in it.
                leave.countDown();
                assertThat(slow.answer()).containsIgnoringCase("connection: close");
                assertThat(slow.isClosed()).isTrue();
                assertThat(client.send("/health/live").answer())
                        .contains("200")
                        .containsIgnoringCase("connection: close");
                run.join();
            }
        }
    }

    @Test
    void onceTheIntakeHasStoppedRequestsAreRefusedAndProbesAreNot() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        shutdown.step(Phase.WORK, "asked", deadline -> asked.await());
        CompletableFuture<ShutdownReport> run = run();
        while (!refused()) {
            Thread.onSpinWait();
        }
        try (Client client = new Client().send("/counted/quick");
                Client prober = new Client().send("/health/ready")) {
            assertThat(client.answer())
                    .contains("503")
                    .containsIgnoringCase("retry-after: 1")
                    .containsIgnoringCase("connection: close")
                    .doesNotContain("quick");
            assertThat(client.isClosed()).isTrue();
            assertThat(prober.answer()).contains("200").endsWith("probe");
        }
        asked.countDown();
        assertThat(run.join().refused()).isPositive();
    }

    @Test
    void anAsynchronousRequestIsInFlightUntilItIsComplete() throws Exception {
        try (Client client = new Client().send("/counted/async")) {
            AsyncContext async = started.poll(10, TimeUnit.SECONDS);
            CompletableFuture<ShutdownReport> run = run();
            awaitDraining();
            assertThat(shutdown.inFlight().count()).isEqualTo(1);
            async.getResponse().getWriter().write("done");
            async.complete();
            assertThat(client.answer()).endsWith("done");
            assertThat(counts(run.join())).containsExactly(1L, 0L, 0L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?own", "?unwrapped"})
    void dispatchedAndStartedAgainItIsOneRequestStill(String how) throws Exception {
        try (Client client = new Client().send("/counted/async" + how)) {
            AsyncContext first = started.poll(10, TimeUnit.SECONDS);
            returned.await();
            assertThat(shutdown.inFlight().count()).isEqualTo(1);
            first.dispatch();
            AsyncContext again = started.poll(10, TimeUnit.SECONDS);
            CompletableFuture<ShutdownReport> run = run();
            awaitDraining();
            assertThat(shutdown.inFlight().count()).isEqualTo(1);
            again.complete();
            assertThat(client.answer()).contains("dispatched");
            assertThat(counts(run.join())).containsExactly(1L, 0L, 0L);
        }
    }

    @Test
    void anAsynchronousResponseIsLeftToWhoeverCompletesIt() throws Exception {
        try (Client client = new Client().send("/counted/async?held")) {
            AsyncContext async = started.poll(10, TimeUnit.SECONDS);
            CompletableFuture<ShutdownReport> run = run();
            awaitDraining();
            leave.countDown();
            returned.await();
            HttpServletResponse response = (HttpServletResponse) async.getResponse();
            assertThat(response.getHeader("Connection")).isNull();
            async.complete();
            assertThat(client.answer()).contains("200");
            assertThat(counts(run.join())).containsExactly(1L, 0L, 0L);
        }
    }

    @Test
    void whatFailsAfterItBecameAsynchronousIsOver() throws Exception {
        try (Client client = new Client().send("/counted/async?broken")) {
            assertThat(client.answer()).contains("500");
            assertThat(counts(run().join()).get(2)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "dispatched", "restarted"})
    void whatFailsAfterItsAnswerHasBegunIsOver(String where) throws Exception {
        try (Client client = new Client().send("/counted/cut?" + where)) {
            assertThat(client.answer()).contains("200");
            assertThat(counts(run().join()).get(2)).isZero();
        }
    }

    @Test
    void whatFailsWhileDrainingClosesItsConnectionToo() throws Exception {
        try (Client client = new Client().send("/counted/broken")) {
            entered.await();
            CompletableFuture<ShutdownReport> run = run();
            awaitDraining();
            leave.countDown();
            assertThat(client.answer()).contains("500").containsIgnoringCase("connection: close");
            assertThat(counts(run.join())).containsExactly(1L, 0L, 0L);
        }
    }

    @Test
    @SuppressWarnings("try") // The client only has to be there.
    void whatIsNeverCompletedIsCutAndNamed() throws Exception {
        try (Client client = new Client().send("/counted/async?token=private")) {
            started.poll(10, TimeUnit.SECONDS);
            ShutdownReport report = run().join();
            assertThat(counts(report)).containsExactly(0L, 0L, 1L);
            assertThat(report.cutWork()).extracting(CutWork::name).containsExactly("GET /app/counted/async");
        }
    }

    @Test
    void whatTimesOutIsOverToo() throws Exception {
        try (Client client = new Client().send("/counted/timeout")) {
            assertThat(client.answer()).contains("500");
            assertThat(counts(run().join()).get(2)).isZero();
        }
    }

    @Test
    void aForwardedRequestIsOne() throws Exception {
        try (Client client = new Client().send("/counted/forward")) {
            entered.await();
            assertThat(shutdown.inFlight().count()).isEqualTo(1);
            leave.countDown();
            assertThat(client.answer()).endsWith("slow");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "async"})
    void aStreamThatLooksAtDrainingEndsWell(String how) throws Exception {
        try (Client client = new Client().send("/counted/events?" + how)) {
            entered.await();
            CompletableFuture<ShutdownReport> run = run();
            assertThat(client.answer()).contains("data: bye");
            assertThat(counts(run.join())).containsExactly(1L, 0L, 0L);
        }
    }

    @Test
    @SuppressWarnings("try") // The client only has to be there.
    void aStreamThatDoesNotIsCutAndNamedWithItsStack() throws Exception {
        try (Client client = new Client().send("/counted/events?endless")) {
            entered.await();
            ShutdownReport report = run().join();
            assertThat(counts(report)).containsExactly(0L, 0L, 1L);
            CutWork cut = report.cutWork().get(0);
            assertThat(cut.name()).isEqualTo("GET /app/counted/events");
            assertThat(cut.stacks().toString()).contains("DrainFilterTest.events");
        }
    }

    @Test
    @EnabledIfSystemProperty(
            named = "servlet.version",
            matches = "6.1",
            disabledReason = "Jetty's HTTP/2 is in jars that nothing else needs")
    void overHttp2NoHeaderAsksForAClose() throws Exception {
        shutdown.step(Phase.DRAIN, "held", deadline -> leave.await());
        CompletableFuture<ShutdownReport> run = run();
        awaitDraining();
        try (Client client = new Client().send("/counted/seen")) {
            assertThat(client.answer()).endsWith("HTTP/1.1, Connection: close");
        }
        URI uri = URI.create("http://127.0.0.1:" + container.port() + "/app/counted/seen");
        assertThat(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo("HTTP/2.0, Connection: null");
        leave.countDown();
        assertThat(counts(run.join())).containsExactly(2L, 0L, 0L);
    }

    private CompletableFuture<ShutdownReport> run() {
        return CompletableFuture.supplyAsync(() -> shutdown.run("test"));
    }

    private void awaitDraining() {
        while (!shutdown.draining()) {
            Thread.onSpinWait();
        }
    }

    private boolean refused() {
        try (var work = shutdown.inFlight().begin()) {
            return work.refused();
        }
    }

    private static List<Long> counts(ShutdownReport report) {
        return List.of(report.drained(), report.refused(), report.cut());
    }

    private static void mount(ServletContext context, String path, Body body) {
        HttpServlet servlet = new HttpServlet() {
            private static final long serialVersionUID = 1;

            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                try {
                    body.answer(request, response);
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
        };
        ServletRegistration.Dynamic registration = context.addServlet(path, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(path);
    }

    /** A connection that is kept, for HTTP/1.1 as it is on the wire. */
    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), container.port());

        Client() throws IOException {
            socket.setSoTimeout(20_000);
        }

        Client send(String path) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(("GET /app" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return this;
        }

        /** Up to the end of the answer: of its length, of its last chunk, or of the connection. */
        String answer() throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder text = new StringBuilder();
            while (!ended(text)) {
                int character = in.read();
                if (character < 0) {
                    break;
                }
                text.append((char) character);
            }
            return text.toString().replaceAll("\r\n[0-9a-f]+\r\n", "\r\n").stripTrailing();
        }

        private boolean ended(StringBuilder text) {
            int head = text.indexOf("\r\n\r\n");
            if (head < 0) {
                return false;
            }
            String headers = text.substring(0, head).toLowerCase(java.util.Locale.ROOT);
            int length = headers.indexOf("content-length: ");
            if (length >= 0) {
                return text.length() - head - 4
                        == Integer.parseInt(headers.substring(length + 16).split("\r\n", 2)[0]);
            }
            return headers.contains("transfer-encoding: chunked")
                    && text.toString().endsWith("\r\n0\r\n\r\n");
        }

        boolean isClosed() throws IOException {
            socket.setSoTimeout(5_000);
            try {
                return socket.getInputStream().read() < 0;
            } catch (java.net.SocketTimeoutException open) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
