package dev.eloquent.health.net;

import static dev.eloquent.health.internal.RawHttpServer.answers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.internal.RawHttpServer;
import dev.eloquent.health.internal.RawHttpServer.Script;
import dev.eloquent.testing.TcpForwarder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One run of the check against a server that answers as the test wants, over real sockets. */
final class HttpCheckTest {
    private static final String SECRET = "the-secret-value";
    private static final Duration TIMEOUT = Duration.ofMillis(600);
    /** For a machine that does other things too. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private static final Script WELL = answers("200 OK", "fine");

    private final RawHttpServer server = new RawHttpServer(WELL);
    private final HttpCheck check = HttpCheck.get(URI.create(server.url() + "/health?token=" + SECRET));

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                arguments("204", "healthy (ok)", script("HTTP/1.1 204 No Content\r\n\r\n")),
                arguments("299", "healthy (ok)", answers("299 Odd", "")),
                arguments("302", "unhealthy (unexpected_status)", answers("302 Found\r\nLocation: /", "")),
                arguments("404", "unhealthy (unexpected_status)", answers("404 Not Found", "")),
                arguments("503", "unhealthy (unexpected_status)", answers("503 Service Unavailable", "")),
                arguments("an endless body", "healthy (ok)", (Script) connection -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n");
                    connection.sendForEver("x".repeat(64 * 1024), 0);
                }),
                arguments("garbage", "unhealthy (bad_answer)", script("220 mail ESMTP\r\n\r\n")),
                arguments("truncated", "unhealthy (bad_answer)", (Script) connection -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfi");
                    connection.close();
                }),
                arguments("closed", "unhealthy (connection_failed)", (Script) RawHttpServer.Connection::close),
                arguments("nothing", "unhealthy (timed_out)", (Script) RawHttpServer.Connection::hang),
                arguments("slow headers", "unhealthy (timed_out)", (Script) c -> c.sendForEver("H", 50)),
                arguments("slow bytes", "unhealthy (timed_out)", (Script) connection -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
                    connection.sendForEver("x", 50);
                }));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("kinds")
    void eachAnswerHasItsReasonAndEndsInTime(String name, String expected, Script script) throws Exception {
        control_theSameServerIsHealthyWithoutTheFault();

        server.script(script);
        long begin = System.nanoTime();
        CheckResult result = check.check(TIMEOUT);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(result).hasToString(expected);
        assertThat(took).isLessThan(TIMEOUT.plus(MARGIN));
        if (expected.contains("timed_out")) {
            await().until(() -> server.connections() == 0);
        }
        assertThat(result.details().toString()).doesNotContain(SECRET);
        assertThat(result.details()).containsEntry("url", server.url() + "/health");

        server.script(WELL);
        control_theSameServerIsHealthyWithoutTheFault();
    }

    private void control_theSameServerIsHealthyWithoutTheFault() throws InterruptedException {
        assertThat(check.check(TIMEOUT.plus(MARGIN)).status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void onlyTheStatusesThatAreExpectedAreRight() throws Exception {
        HttpCheck refused = check.expecting(401, 403);
        assertThat(refused.check(TIMEOUT)).hasToString("unhealthy (unexpected_status)");
        assertThat(refused.check(TIMEOUT).details())
                .containsEntry("http_status", "200")
                .containsEntry("expected", "[401, 403]");
        server.script(answers("401 Unauthorized", ""));
        assertThat(refused.check(TIMEOUT)).hasToString("healthy (ok)");
    }

    @Test
    void headAsksWithoutABody() throws Exception {
        server.script(connection -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"));
        assertThat(HttpCheck.head(URI.create(server.url())).check(TIMEOUT)).hasToString("healthy (ok)");
        assertThat(server.requests().get(0)).startsWith("HEAD / HTTP/1.1\r\n");
    }

    @Test
    void theRightAnswerThatComesLateIsSlow() throws Exception {
        HttpCheck impatient = check.maxLatency(Duration.ofMillis(100));
        assertThat(impatient.check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);
        server.script(connection -> {
            Thread.sleep(150);
            WELL.answer(connection);
        });
        CheckResult late = impatient.check(TIMEOUT.plus(MARGIN));
        assertThat(late).hasToString("degraded (slow)");
        assertThat(late.details()).containsEntry("limit_ms", "100");
        assertThat(check.check(TIMEOUT.plus(MARGIN))).hasToString("healthy (ok)");
    }

    @Test
    void headersAreSentAndNeverShown() throws Exception {
        CheckResult result = check.header("Authorization", SECRET)
                .header("X-Of-Now", () -> "now")
                .check(TIMEOUT);
        assertThat(server.requests().get(0))
                .contains("\r\nAuthorization: " + SECRET + "\r\n", "\r\nX-Of-Now: now\r\n", "GET /health?token=");
        assertThat(result.details().toString()).doesNotContain(SECRET);
    }

    @Test
    void norDoesAServerThatEchoesThemShowThem() throws Exception {
        server.script(connection -> {
            String request = server.requests().get(server.requests().size() - 1);
            connection.send(request.lines().findFirst().orElseThrow() + " "
                    + request.lines()
                            .filter(line -> line.startsWith("X-") || line.startsWith("Authorization"))
                            .toList()
                    + "\r\n\r\n");
            connection.close();
        });
        HttpCheck check = HttpCheck.get(URI.create(server.url() + "/p?sig=topsecret1%20topsecret2&pin=4711#f"))
                .header("Authorization", "Basic " + SECRET)
                .header("X-Code", "k9");
        Map<String, String> details = check.check(TIMEOUT).details();
        assertThat(details.get("cause")).startsWith("java.net.ProtocolException: Invalid status line: \"GET /p?***");
        assertThat(details.toString()).doesNotContain("secret", "4711", "k9", "sig", "pin");
    }

    @Test
    void aHeaderValueThatCannotBeSentIsNotSent() throws Exception {
        for (Supplier<String> source : List.<Supplier<String>>of(() -> null, () -> SECRET + "\n", () -> {
            throw new IllegalStateException("away");
        })) {
            CheckResult result = check.header("Authorization", source).check(TIMEOUT);
            assertThat(result).hasToString("unhealthy (no_header_value)");
            assertThat(result.details().toString()).doesNotContain(SECRET);
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void redirectsAreFollowedOnlyByAClientThatDoesSo() throws Exception {
        server.script(connection -> {
            boolean moved = server.requests().get(server.requests().size() - 1).startsWith("GET /moved");
            (moved ? WELL : answers("302 Found\r\nLocation: /moved", "")).answer(connection);
        });
        assertThat(check.check(TIMEOUT)).hasToString("unhealthy (unexpected_status)");
        HttpClient follows = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        assertThat(check.client(follows).check(TIMEOUT)).hasToString("healthy (ok)");
    }

    @Test
    void aKeptConnectionThatHasBrokenIsNoFalseAlarm() throws Exception {
        server.script(connection -> {
            if (connection.request() > 1) {
                connection.close();
            } else {
                WELL.answer(connection);
            }
        });
        assertThat(check.check(TIMEOUT)).hasToString("healthy (ok)");
        assertThat(check.check(TIMEOUT)).hasToString("healthy (ok)");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void theNetworkFails() throws Exception {
        try (TcpForwarder network = TcpForwarder.to(server.port())) {
            HttpCheck check = HttpCheck.get(URI.create("http://127.0.0.1:" + network.port()));
            assertThat(check.check(TIMEOUT)).hasToString("healthy (ok)");
            network.freeze();
            assertThat(check.check(TIMEOUT)).hasToString("unhealthy (timed_out)");
            network.thaw();
            network.cut();
            assertThat(check.check(TIMEOUT)).hasToString("healthy (ok)");
            network.refuse();
            network.cut();
            assertThat(check.check(TIMEOUT)).hasToString("unhealthy (connection_failed)");
            network.accept();
            assertThat(check.check(TIMEOUT)).hasToString("healthy (ok)");
        }
        assertThat(HttpCheck.get(URI.create("http://no-such-host.invalid/")).check(TIMEOUT.plus(MARGIN)))
                .hasToString("unhealthy (unknown_host)");
    }

    @Test
    void tlsThatFailsHasAReasonOfItsOwn(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.makeIn(folder);
        try (TlsServer untrusted = TlsServer.showing(certificates.selfSigned())) {
            HttpCheck check = HttpCheck.get(URI.create("https://localhost:" + untrusted.port()));
            assertThat(check.check(TIMEOUT.plus(MARGIN))).hasToString("unhealthy (tls_failed)");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://example.com/, 'the URI must begin with http:// or https://, was ''ftp://example.com/'''",
        "example.com, 'the URI must begin with http:// or https://, was ''example.com'''",
        "http://me:topsecret@example.com, 'the URI must not have user info: leave out what stands before the @, and"
                + " send credentials in a header'",
        "http://a_b/?topsecret, 'the URI must name a host of letters, digits, ''.'' and ''-'', was ''http://a_b/'''",
        "http://example.com:0, 'the URI''s port must be from 1 to 65535, was 0'"
    })
    void anAddressThatIsNoneIsRefusedWithoutQuotingASecret(String uri, String fault) {
        assertThat(HttpCheck.get(URI.create(uri)).faults(CheckSettings.defaults()))
                .containsExactly(fault);
    }

    @Test
    void whatElseIsWrongIsToldAllTogether() {
        assertThat(check.faults(CheckSettings.defaults())).isEmpty();
        assertThat(check.expecting(42)
                        .maxLatency(Duration.ofSeconds(2))
                        .header("Host", "x")
                        .header("b d", "x")
                        .faults(CheckSettings.defaults()))
                .containsExactly(
                        "a header must have a name that the JDK's client can send, was 'Host': restricted header name:"
                                + " \"Host\"",
                        "a header must have a name that the JDK's client can send, was 'b d': invalid header name:"
                                + " \"b d\"",
                        "an expected status must be from 200 to 599, was 42",
                        "maxLatency must be more than 0 and less than the timeout of PT2S, after which the check is"
                                + " unhealthy anyway, was PT2S");
    }

    @Test
    void whatIsNullIsNamed() {
        assertThatNullPointerException()
                .isThrownBy(() -> check.expecting((int[]) null))
                .withMessage("statuses");
    }

    private static Script script(String bytes) {
        return connection -> connection.send(bytes);
    }
}
