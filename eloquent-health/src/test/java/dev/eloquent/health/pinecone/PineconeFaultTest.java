package dev.eloquent.health.pinecone;

import static dev.eloquent.health.HealthStatus.DEGRADED;
import static dev.eloquent.health.HealthStatus.HEALTHY;
import static dev.eloquent.health.HealthStatus.UNHEALTHY;
import static dev.eloquent.health.internal.RawHttpServer.answers;
import static dev.eloquent.health.internal.RawHttpServer.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.ReasonCode;
import dev.eloquent.health.internal.HttpCaller;
import dev.eloquent.health.internal.RawHttpServer;
import dev.eloquent.health.internal.RawHttpServer.Script;
import dev.eloquent.testing.TcpForwarder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that can become of a request to Pinecone, over real sockets. */
final class PineconeFaultTest {
    private static final String KEY = "the-secret-key";
    private static final Duration TIMEOUT = Duration.ofMillis(600);
    /** For a machine that does other things too. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private static final String STATS =
            "{\"namespaces\":{\"\":{\"vectorCount\":7}},\"dimension\":1536,\"totalVectorCount\":7}";
    private static final Script WELL = answers("200 OK", STATS);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
    private static final String OK_CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final RawHttpServer server = new RawHttpServer(WELL);
    /** Each look at the clock finds it a second later: there is always a turn. */
    private final AtomicLong seconds = new AtomicLong();

    private final PineconeCheck check = check(server.url(), HttpCaller.ofItsOwn());

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("429", DEGRADED, "throttled", answers("429 Too Many Requests", "{}")),
                fault("401", UNHEALTHY, "access_refused", answers("401 Unauthorized", "Invalid API Key")),
                fault("403", UNHEALTHY, "access_refused", answers("403 Forbidden", "")),
                fault("404", UNHEALTHY, "index_not_found", answers("404 Not Found", "")),
                fault("500", UNHEALTHY, "server_error", answers("500 Internal Server Error", "")),
                fault("503", UNHEALTHY, "server_error", answers("503 Service Unavailable", "<html>")),
                fault("400", UNHEALTHY, "unexpected_status", answers("400 Bad Request", "{}")),
                fault("204", UNHEALTHY, "unexpected_status", c -> c.send("HTTP/1.1 204 No Content\r\n\r\n")),
                fault("redirect", UNHEALTHY, "unexpected_status", answers("302 Found\r\nLocation: /elsewhere", "")),
                fault("another dimension", UNHEALTHY, "wrong_dimension", answers("200 OK", "{\"dimension\":384}")),
                fault("garbage body", UNHEALTHY, "bad_answer", answers("200 OK", "<html>It works!</html>")),
                fault("another JSON", UNHEALTHY, "bad_answer", answers("200 OK", "{\"status\":\"ok\"}")),
                fault("two JSONs", UNHEALTHY, "bad_answer", answers("200 OK", STATS + STATS)),
                fault("empty 200", UNHEALTHY, "bad_answer", answers("200 OK", "")),
                fault("half a JSON", UNHEALTHY, "bad_answer", answers("200 OK", STATS.substring(0, 30))),
                fault("garbage protocol", UNHEALTHY, "bad_answer", c -> c.send("220 mail ESMTP\r\n\r\n")),
                fault("bad length", UNHEALTHY, "bad_answer", c -> c.send(whole("200 OK\r\nContent-Length: x", ""))),
                fault("truncated", UNHEALTHY, "bad_answer", c -> closeAfter(c, OK + STATS.substring(0, 30))),
                fault("truncated chunk", UNHEALTHY, "bad_answer", c -> closeAfter(c, OK_CHUNKED + "40\r\n{\"dim")),
                fault("huge", UNHEALTHY, "bad_answer", PineconeFaultTest::sendHugeBody),
                fault("closed", UNHEALTHY, "connection_failed", RawHttpServer.Connection::close),
                fault("half headers", UNHEALTHY, "connection_failed", c -> closeAfter(c, "HTTP/1.1 200 OK\r\nCont")),
                fault("nothing", UNHEALTHY, "timed_out", RawHttpServer.Connection::hang),
                fault("slow headers", UNHEALTHY, "timed_out", c -> c.sendForEver("H", 50)),
                fault("slow bytes", UNHEALTHY, "timed_out", c -> {
                    c.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
                    c.sendForEver(" ", 50);
                }),
                fault("body that stops", UNHEALTHY, "timed_out", c -> {
                    c.send(OK + "{");
                    c.hang();
                }));
    }

    @ParameterizedTest(name = "{0} is {1} ({2})")
    @MethodSource("faults")
    void eachFaultHasItsReasonAndEndsInTime(String name, HealthStatus status, String reason, Script script)
            throws Exception {
        control_theSameServerIsHealthyWithoutTheFault();

        server.script(script);
        long begin = System.nanoTime();
        CheckResult result = check.check(TIMEOUT);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(result).hasToString(status.wireName() + " (" + reason + ")");
        assertThat(took).isLessThan(TIMEOUT.plus(MARGIN));
        if (reason.equals("timed_out")) {
            assertThat(took).isGreaterThanOrEqualTo(TIMEOUT.minusMillis(1));
            await().until(() -> server.connections() == 0);
        }
        assertThat(result.details().toString()).doesNotContain(KEY);

        server.script(WELL);
        control_theSameServerIsHealthyWithoutTheFault();
    }

    private void control_theSameServerIsHealthyWithoutTheFault() throws InterruptedException {
        assertThat(check.check(TIMEOUT.plus(MARGIN)).status()).isEqualTo(HEALTHY);
    }

    @Test
    void configurationFaultsSayWhatToDo() throws Exception {
        server.script(answers("401 Unauthorized", "Invalid API Key: " + KEY));
        assertThat(check.check(TIMEOUT).details())
                .containsEntry("http_status", "401")
                .containsEntry("answer", "Invalid API Key: ***")
                .containsEntry(
                        "remedy",
                        "configuration: give a key of the project that has this index, with the right to read it");
        server.script(answers("404 Not Found", ""));
        assertThat(check.check(TIMEOUT).details())
                .containsEntry("http_status", "404")
                .containsEntry(
                        "remedy",
                        "configuration: give the host that Pinecone shows for the index; that of a deleted or recreated"
                                + " index is gone");
    }

    @Test
    void throttledTellsWhenToComeBack() throws Exception {
        server.script(answers("429 Too Many Requests\r\nRetry-After: 7", ""));
        assertThat(check.check(TIMEOUT).details()).containsEntry("retry_after", "7");
        String date = "Wed, 21 Oct 2026 07:28:00 GMT";
        server.script(answers("429 Too Many Requests\r\nRetry-After: " + date, ""));
        assertThat(check.check(TIMEOUT).details()).containsEntry("retry_after", date);
        server.script(answers("429 Too Many Requests\r\nRetry-After: soon", ""));
        assertThat(check.check(TIMEOUT).details()).doesNotContainKey("retry_after");
    }

    @Test
    void aRedirectIsNotFollowedWithTheKey() throws Exception {
        try (RawHttpServer elsewhere = new RawHttpServer(WELL)) {
            server.script(answers("307 Temporary Redirect\r\nLocation: " + elsewhere.url() + "/", ""));
            assertThat(check.check(TIMEOUT).reason()).isEqualTo(PineconeCheck.UNEXPECTED_STATUS);
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void nobodyListens() throws Exception {
        try (TcpForwarder network = TcpForwarder.to(server.port())) {
            PineconeCheck check = check("http://127.0.0.1:" + network.port(), HttpCaller.ofItsOwn());
            network.refuse();
            assertThat(check.check(TIMEOUT).reason()).isEqualTo(PineconeCheck.CONNECTION_FAILED);
            network.accept();
            assertThat(check.check(TIMEOUT).status()).isEqualTo(HEALTHY);
        }
    }

    @Test
    void theNetworkFreezes() throws Exception {
        try (TcpForwarder network = TcpForwarder.to(server.port())) {
            PineconeCheck check = check("http://127.0.0.1:" + network.port(), HttpCaller.ofItsOwn());
            network.freeze();
            assertThat(check.check(TIMEOUT).reason()).isEqualTo(ReasonCode.TIMED_OUT);
            network.thaw();
            assertThat(check.check(TIMEOUT).status()).isEqualTo(HEALTHY);
        }
    }

    @Test
    void theHostIsUnknown() throws Exception {
        PineconeCheck check = check("https://no-such-host.invalid", HttpCaller.ofItsOwn());
        assertThat(check.check(TIMEOUT.plus(MARGIN)).reason()).isEqualTo(PineconeCheck.UNKNOWN_HOST);
    }

    @Test
    void theServerDoesNotSpeakTls() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerInPlainText(plain));
            answering.start();
            String url = "https://localhost:" + plain.getLocalPort();
            CheckResult result = check(url, HttpCaller.ofItsOwn()).check(TIMEOUT.plus(MARGIN));
            assertThat(result.reason()).isEqualTo(PineconeCheck.TLS_FAILED);
            answering.join();
        }
    }

    private static void answerInPlainText(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException gone) {
            return;
        }
    }

    @Test
    void aKeptConnectionThatHasBrokenIsNoFalseAlarm() throws Exception {
        server.script(PineconeFaultTest::answerOnceAConnection);
        assertThat(check.check(TIMEOUT).status()).isEqualTo(HEALTHY);
        assertThat(check.check(TIMEOUT).status()).isEqualTo(HEALTHY);
        assertThat(server.accepted()).isEqualTo(2);
    }

    @Test
    void control_withoutTheSecondRequestItIs() throws Exception {
        server.script(PineconeFaultTest::answerOnceAConnection);
        HttpCaller caller = HttpCaller.ofItsOwn();
        PineconeCheck check = check(server.url(), (request, deadline) -> caller.send(request, 1_000, deadline));
        assertThat(check.check(TIMEOUT).status()).isEqualTo(HEALTHY);
        assertThat(check.check(TIMEOUT).reason()).isEqualTo(PineconeCheck.CONNECTION_FAILED);
    }

    @Test
    void aFreshConnectionThatBreaksIsNotTriedAgain() throws Exception {
        server.script(RawHttpServer.Connection::close);
        assertThat(check.check(TIMEOUT).reason()).isEqualTo(PineconeCheck.CONNECTION_FAILED);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aGoodConnectionIsKept() throws Exception {
        check.check(TIMEOUT);
        check.check(TIMEOUT);
        assertThat(server.requests()).hasSize(2);
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void anInterruptEndsTheRunAndTheExchange() throws Exception {
        server.script(RawHttpServer.Connection::hang);
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                outcome.set(check.check(Duration.ofMinutes(1)));
            } catch (InterruptedException e) {
                outcome.set(e);
            }
        });
        thread.start();
        await().until(() -> !server.requests().isEmpty());
        thread.interrupt();
        await().untilAsserted(() -> assertThat(outcome.get()).isInstanceOf(InterruptedException.class));
        await().until(() -> server.connections() == 0);
    }

    @Test
    void inTheEngineAHangEndsWithItsThreadFree() throws Exception {
        server.script(RawHttpServer.Connection::hang);
        CheckSettings quick = CheckSettings.defaults().timeout(TIMEOUT).failureThreshold(1);
        try (HealthChecks health = HealthChecks.of("test", "1")
                .degrades("vectors", PineconeCheck.of(server.url(), KEY), defaults -> quick)
                .start()) {
            await().until(() -> health.check("vectors").orElseThrow().reason().equals(ReasonCode.TIMED_OUT));
            await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("eloquent-health-check-vectors"));
        }
    }

    /** The clock moves only while the check waits, so that a repeat that does not wait has no turn. */
    @Test
    void theRepeatWaitsForItsTurn() throws Exception {
        server.script(PineconeFaultTest::answerOnceAConnection);
        AtomicLong now = new AtomicLong();
        AtomicLong waited = new AtomicLong();
        PineconeCheck check = PineconeCheck.of(
                        server.url(),
                        ApiKey.fixed(KEY),
                        new PineconeCheck.Surroundings(
                                now::get,
                                pause -> {
                                    waited.addAndGet(pause.toNanos());
                                    now.addAndGet(pause.toNanos());
                                },
                                new SplittableRandom(1),
                                Transport.over(HttpCaller.ofItsOwn())))
                .tasks(10);
        assertThat(check.check(TIMEOUT)).hasToString("healthy (ok)");
        now.addAndGet(RequestShare.gap(10).toNanos());
        assertThat(check.check(TIMEOUT)).hasToString("healthy (ok)");
        assertThat(Duration.ofNanos(waited.get())).isEqualTo(Duration.ofMillis(200));
        assertThat(server.requests()).hasSize(3);
    }

    /** In whatever way the server quotes what it was sent: whole, cut off by the end of the excerpt, in part. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("echoes")
    void theKeyIsNeverShown(String name, String reason, Script script) throws Exception {
        server.script(script);
        CheckResult result = check.check(TIMEOUT.plus(MARGIN));
        assertThat(result.reason().value()).isEqualTo(reason);
        for (int i = 0; i + 6 <= KEY.length(); i++) {
            assertThat(result.details().toString()).doesNotContain(KEY.substring(i, i + 6));
        }
    }

    static Stream<Arguments> echoes() {
        return Stream.of(
                arguments("twice", "access_refused", answers("401 No", KEY + ".".repeat(275) + KEY + KEY)),
                arguments("in part", "access_refused", answers("401 No", "bad: " + KEY.substring(0, 9))),
                arguments("Retry-After", "throttled", answers("429 No\r\nRetry-After: " + KEY, "")),
                arguments("body", "bad_answer", answers("200 OK", KEY)),
                arguments("in JSON", "bad_answer", answers("200 OK", "{\"dimension\":" + KEY + "}")),
                arguments("status line", "bad_answer", (Script) c -> closeAfter(c, "Api-Key: " + KEY + "\r\n\r\n")),
                arguments("length", "bad_answer", answers("200 OK\r\nContent-Length: " + KEY, "")));
    }

    @Test
    void aBodyThatIsNoJsonSaysWhereAndNotWhat() throws Exception {
        server.script(answers("200 OK", "{\"dimension\":private}"));
        assertThat(check.check(TIMEOUT).details())
                .containsEntry("cause", "not JSON that can be read: JsonParseException at line 1, column 14");
    }

    private PineconeCheck check(String url, HttpCaller caller) {
        return check(url, Transport.over(caller));
    }

    private PineconeCheck check(String url, Transport transport) {
        return PineconeCheck.of(
                        url,
                        ApiKey.fixed(KEY),
                        new PineconeCheck.Surroundings(
                                () -> seconds.addAndGet(1_000_000_000),
                                pause -> {},
                                new SplittableRandom(1),
                                transport))
                .dimension(1536)
                .tasks(1);
    }

    private static Arguments fault(String name, HealthStatus status, String reason, Script script) {
        return arguments(name, status, reason, script);
    }

    private static void closeAfter(RawHttpServer.Connection connection, String bytes) throws IOException {
        connection.send(bytes);
        connection.close();
    }

    private static void answerOnceAConnection(RawHttpServer.Connection connection) throws Exception {
        if (connection.request() > 1) {
            connection.close();
        } else {
            WELL.answer(connection);
        }
    }

    private static void sendHugeBody(RawHttpServer.Connection connection) throws Exception {
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n{\"namespaces\":{\"");
        connection.sendForEver("n".repeat(1024 * 1024), 0);
    }
}
