package dev.eloquent.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.eloquent.testing.ChildJvm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProbeTest {
    private static final String USAGE =
            "; usage: java -jar eloquent-health.jar [--timeout 2s] http://127.0.0.1:8080/health/live";
    private static final String UP = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nUP";
    /** What a loaded machine may take beyond a timeout; far below what an unbounded probe would take. */
    private static final Duration MARGIN = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n", "HTTP/1.1 204\r\n", "HTTP/1.0 299 \r\n", "HTTP/1.1 200\n"})
    void isSilentWhenTheAnswerIsGood(String answer) throws Exception {
        try (Peer peer = Peer.answering(answer + "\r\n")) {
            Outcome outcome = probe(peer.url("/health/live"));
            assertThat(outcome.code()).isZero();
            assertThat(outcome.lines()).isEmpty();
        }
    }

    @Test
    void sendsOneSmallRequest() throws Exception {
        try (Peer peer = Peer.answering(UP)) {
            assertThat(probe(peer.url("/health/live?verbose=1&x=%20")).code()).isZero();
            assertThat(peer.request())
                    .containsExactly(
                            "GET /health/live?verbose=1&x=%20 HTTP/1.1",
                            "Host: 127.0.0.1:" + peer.port(), "User-Agent: eloquent-probe", "Connection: close");
        }
    }

    @ParameterizedTest
    @CsvSource({"'',/", "?a=b,/?a=b", "/,/", "//x,//x"})
    void completesThePath(String given, String sent) throws Exception {
        try (Peer peer = Peer.answering(UP)) {
            assertThat(probe(peer.url(given)).code()).isZero();
            assertThat(peer.request()).startsWith("GET " + sent + " HTTP/1.1");
        }
    }

    @Test
    void speaksToAnIpv6Address() throws Exception {
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        try (Peer peer = ipv6Peer(InetAddress.getByAddress(loopback))) {
            assertThat(probe("HTTP://[::1]:" + peer.port()).lines()).isEmpty();
            assertThat(peer.request()).contains("Host: [::1]:" + peer.port());
        }
    }

    @ParameterizedTest
    @CsvSource({"503,Service Unavailable", "404,Not Found", "302,Found", "100,Continue", "500,"})
    void failsForAnyOtherStatus(String code, String reason) throws Exception {
        try (Peer peer = Peer.answering("HTTP/1.1 " + code + " " + reason + "\r\n\r\n")) {
            assertFailure(probe(peer.url("/x?token=secret")), peer.url("/x") + ": answered " + code);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/2 200\r\n",
                "HTTP/1.1 2000 OK\r\n",
                "HTTP/1.1 2xx OK\r\n",
                "HTTP/1.1  200 OK\r\n",
                "HTTP/1.1 200",
                "HTTP/1.1 200 OK",
                "\r\n"
            })
    void failsForGarbage(String answer) throws Exception {
        try (Peer peer = Peer.answering(answer)) {
            assertFailure(
                    probe(peer.url("/")),
                    peer.url("/") + ": did not answer with an HTTP/1 status line but with "
                            + answer.replace('\r', '?').replace('\n', '?'));
        }
    }

    @Test
    void writesOnePrintableLineWhateverThePeerSends() throws Exception {
        try (Peer peer = Peer.answering("\u001b[31m\u00e4\u0000".repeat(100_000))) {
            Outcome outcome = probe(peer.url("/"));
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.lines())
                    .singleElement()
                    .asString()
                    .hasSizeLessThan(1_000)
                    .matches("[ -~]+");
        }
    }

    @Test
    void failsForAnEmptyAnswer() throws Exception {
        try (Peer peer = Peer.answering("")) {
            assertFailure(probe(peer.url("/")), peer.url("/") + ": closed the connection without an answer");
        }
    }

    @Test
    void failsForAResetConnection() throws Exception {
        try (Peer peer = Peer.doing((self, socket) -> socket.setSoLinger(true, 0))) {
            assertFailure(
                    probe(peer.url("/")),
                    peer.url("/") + ": waiting for its status line failed: java.net.SocketException: Connection reset");
        }
    }

    @Test
    void failsWhenNobodyListens() throws Exception {
        int port = unusedPort();
        assertFailure(
                probe("http://127.0.0.1:" + port + "/"),
                "http://127.0.0.1:" + port + "/: connecting failed: java.net.ConnectException: Connection refused");
    }

    @Test
    void failsForAnUnknownHost() {
        Outcome outcome = probe("--timeout", "5s", "http://no-such-host.invalid/");
        assertThat(outcome.code()).isEqualTo(1);
        // A resolver that does not answer at all must not hold the probe either.
        assertThat(outcome.lines())
                .singleElement()
                .asString()
                .matches("eloquent-probe: http://no-such-host.invalid/: "
                        + "(its host is unknown|no answer within 5000 ms, still looking up its host)");
        assertThat(outcome.took()).isLessThan(MARGIN.plusSeconds(5));
    }

    @Test
    void endsInTimeWithAPeerThatNeverAnswers() throws Exception {
        try (Peer peer = Peer.silent()) {
            assertTimeout(peer, probe("--timeout", "200ms", peer.url("/")));
        }
    }

    @Test
    void endsInTimeWithAPeerThatAnswersByteByByte() throws Exception {
        try (Peer peer = Peer.dripping("HTTP/1.1 200 " + "O".repeat(400) + "\r\n")) {
            assertTimeout(peer, probe("--timeout", "200ms", peer.url("/")));
        }
    }

    @Test
    void endsInTimeWhenAllCoresAreBusy() throws Exception {
        try (Peer peer = Peer.silent();
                BusyCores busy = new BusyCores()) {
            assertThat(busy.threads()).isGreaterThan(Runtime.getRuntime().availableProcessors());
            assertTimeout(peer, probe("--timeout", "200ms", peer.url("/")));
        }
    }

    @Test
    void doesNotWaitForTheRestOfAnAnswer() throws Exception {
        try (Peer peer = Peer.doing((self, socket) -> {
            self.send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            self.isClosedWithin(Long.MAX_VALUE);
        })) {
            Outcome outcome = probe("--timeout", "60s", peer.url("/"));
            assertThat(outcome.code()).isZero();
            assertThat(outcome.took()).isLessThan(MARGIN);
        }
    }

    @Test
    void letsThePeerFinishItsAnswer() throws Exception {
        CompletableFuture<Integer> endSeenByPeer = new CompletableFuture<>();
        try (Peer peer = Peer.doing((self, socket) -> {
            self.send(socket, UP);
            socket.shutdownOutput();
            try {
                endSeenByPeer.complete(socket.getInputStream().read());
            } catch (IOException reset) {
                endSeenByPeer.completeExceptionally(reset);
            }
        })) {
            assertThat(probe(peer.url("/")).code()).isZero();
            assertThat(endSeenByPeer.get(MARGIN.toSeconds(), TimeUnit.SECONDS)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|no URL" + USAGE,
                "http://a http://b|more than one URL" + USAGE,
                "-v http://a|unknown option -v" + USAGE,
                "--help|unknown option --help" + USAGE,
                "https://a/|the probe speaks no https; probe the plain http port inside the container,"
                        + " such as http://127.0.0.1:8080/health/live",
                "localhost:8080|the URL must start with http://, such as http://127.0.0.1:8080/health/live",
                "http://me:pw@a/|the URL must not have user-info: leave out what stands before the @",
                "http://a/#top|the URL must not have a fragment: leave out what starts with #",
            })
    void refusesAWrongCommandLine(String args, String line) {
        assertFailure(probe(args.isEmpty() ? new String[0] : args.split(" ", -1)), line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://", "http:///x", "http://:80", "http://a!b", "http://[]", "http://[::1", "http://[g]"})
    void refusesAWrongHost(String url) {
        assertFailure(
                probe(url),
                "the URL's host must be a name, an IPv4 address or an IPv6 address in brackets, was "
                        + url.replace("http://", "").replace("/x", ""));
    }

    @ParameterizedTest
    @CsvSource({"a:0", "a:65536", "a:99999999999", "a:", "a:8x", "a:-1", "a:1:2", "fe80::1", "[::1]8080"})
    void refusesAWrongPort(String authority) {
        String port = authority.substring(authority.indexOf(authority.startsWith("[") ? ']' : ':'));
        assertFailure(
                probe("http://" + authority + "/"),
                "the URL's port must be a number from 1 to 65535, was " + port.replace("]", "")
                        + "; an IPv6 address stands in brackets, such as http://[::1]:8080/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a/ HTTP/1.1",
                "http://a/\r\nX: y",
                "http://a/\u0000",
                "http://a/\u007f",
                "http://a/\u00e4"
            })
    void refusesWhatWouldBreakTheRequest(String url) {
        assertFailure(
                probe(url),
                "the URL must not have spaces, control characters or letters beyond ASCII, has one at position 10;"
                        + " write it as %XX");
    }

    @ParameterizedTest
    @CsvSource({"100ms,100", "500ms,500", "1s,1000", "2s,2000", "60s,60000", "60000ms,60000", "0002s,2000"})
    void acceptsTimeouts(String text, int millis) throws Exception {
        assertThat(ProbeCommand.parse(new String[] {"--timeout", text, "http://a"})
                        .timeoutMillis())
                .isEqualTo(millis);
        assertThat(ProbeCommand.parse(new String[] {"http://a", "--timeout", text})
                        .timeoutMillis())
                .isEqualTo(millis);
        assertThat(ProbeCommand.parse(new String[] {"http://a"}).timeoutMillis())
                .isEqualTo(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99ms", "61s", "2", "s", "", "2m", "1.5s", "-2s", "+2s", "2 s", "99999s", "999999999999ms"})
    void refusesTimeouts(String text) {
        assertFailure(
                probe("--timeout", text, "http://a"),
                "--timeout must be a whole number of ms or s from 100ms to 60s, such as 2s or 500ms, was " + text);
    }

    @Test
    void refusesAMissingTimeout() {
        assertFailure(
                probe("http://a", "--timeout"),
                "--timeout must be a whole number of ms or s from 100ms to 60s, such as 2s or 500ms, was nothing");
    }

    @Test
    void endsItsJvmWith0AndNoOutput() throws Exception {
        try (Peer peer = Peer.answering(UP);
                ChildJvm child =
                        ChildJvm.of(Probe.class).args(peer.url("/health/live")).start()) {
            assertThat(child.awaitExit(MARGIN)).hasValue(0);
            assertThat(child.output()).isEmpty();
        }
    }

    @Test
    void endsItsJvmWith1AndOneLine() throws Exception {
        try (Peer peer = Peer.answering("HTTP/1.1 503 Service Unavailable\r\n\r\n");
                ChildJvm child =
                        ChildJvm.of(Probe.class).args(peer.url("/health/live")).start()) {
            assertThat(child.awaitExit(MARGIN)).hasValue(1);
            assertThat(child.stderr()).containsExactly("eloquent-probe: " + peer.url("/health/live: answered 503"));
            assertThat(child.stdout()).isEmpty();
        }
    }

    @Test
    void endsItsJvmWith1AndOneLineForAWrongCommandLine() {
        try (ChildJvm child = ChildJvm.of(Probe.class).start()) {
            assertThat(child.awaitExit(MARGIN)).hasValue(1);
            assertThat(child.output()).containsExactly("eloquent-probe: no URL" + USAGE);
        }
    }

    @Test
    void endsItsJvmInTimeWhenAllCoresAreBusy() throws Exception {
        try (Peer peer = Peer.silent();
                BusyCores busy = new BusyCores();
                ChildJvm child = ChildJvm.of(Probe.class)
                        .jvmArgs("-Xint", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx16m")
                        .args("--timeout", "200ms", peer.url("/"))
                        .start()) {
            assertThat(child.awaitExit(MARGIN)).hasValue(1);
            assertThat(child.output()).singleElement().asString().contains("no answer within 200 ms, still ");
            assertThat(busy.threads()).isPositive();
        }
    }

    private static void assertFailure(Outcome outcome, String line) {
        assertThat(outcome.lines()).containsExactly("eloquent-probe: " + line);
        assertThat(outcome.code()).isEqualTo(1);
    }

    private static void assertTimeout(Peer peer, Outcome outcome) {
        assertThat(outcome.code()).isEqualTo(1);
        // How far it came in this time is up to the machine.
        assertThat(outcome.lines())
                .singleElement()
                .asString()
                .startsWith("eloquent-probe: " + peer.url("/: no answer within 200 ms, still "));
        assertThat(outcome.took()).isBetween(Duration.ofMillis(200), MARGIN);
    }

    private static Outcome probe(String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        long start = System.nanoTime();
        int code = Probe.run(args, new PrintStream(err, false, StandardCharsets.UTF_8));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return new Outcome(code, err.toString(StandardCharsets.UTF_8).lines().toList(), took);
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Peer ipv6Peer(InetAddress loopback) {
        try {
            return Peer.on(loopback, (peer, socket) -> peer.send(socket, UP));
        } catch (IOException e) {
            return abort("this machine has no IPv6 loopback address");
        }
    }

    private record Outcome(int code, List<String> lines, Duration took) {}

    @Test
    void aStandardErrorThatNobodyReadsDoesNotHoldTheVerdictUp() {
        CountDownLatch never = new CountDownLatch(1);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        String[] args = {"no url"};
        int code = assertTimeoutPreemptively(
                MARGIN, () -> Probe.run(args, new PrintStream(full, true, StandardCharsets.UTF_8)));
        assertThat(code).isEqualTo(1);
    }

    /** More spinning threads than the machine has cores, until closed. */
    private static final class BusyCores implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        BusyCores() {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors() * 2; i++) {
                Thread thread = new Thread(this::spin);
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
        }

        int threads() {
            return threads.size();
        }

        @Override
        public void close() {
            over.set(true);
        }

        private void spin() {
            while (!over.get()) {
                Thread.onSpinWait();
            }
        }
    }
}
