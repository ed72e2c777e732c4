package dev.eloquent.shutdown;

import static dev.eloquent.shutdown.Children.LIMIT;
import static dev.eloquent.shutdown.Children.elements;
import static dev.eloquent.shutdown.Children.outcome;
import static dev.eloquent.shutdown.Children.report;
import static dev.eloquent.shutdown.Children.say;
import static dev.eloquent.shutdown.Children.step;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.eloquent.shutdown.Wire.Answer;
import dev.eloquent.testing.ChildJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The JDK's server during a shutdown, as its clients see it. */
final class HttpDrainTest {
    @Test
    void servesThenRefusesAndLosesNothingThatItTook() throws IOException {
        try (ChildJvm child = start("patient")) {
            int port = port(child);
            try (Wire slow = new Wire(port);
                    Wire kept = new Wire(port)) {
                assertThat(kept.get("/api").header("connection")).isEmpty();
                slow.send("GET", "/api/slow");
                child.awaitLine("slow began", LIMIT);
                child.signal("TERM");
                child.awaitLine("draining", LIMIT);

                Answer last = kept.get("/api");
                assertThat(last.status()).isEqualTo(200);
                assertThat(last.header("connection")).hasValue("close");
                assertThat(kept.ended()).isTrue();

                child.awaitLine("intake stopped", LIMIT);
                Answer refused = Wire.get(port, "/api");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.header("retry-after")).hasValue("1");
                assertThat(refused.header("connection")).hasValue("close");
                try (Wire upload = new Wire(port)) {
                    upload.send("POST", "/api", new byte[50_000]);
                    assertThat(upload.answer().status()).isEqualTo(503);
                }
                Answer probe = Wire.get(port, "/health/ready");
                assertThat(probe.status()).isEqualTo(503);
                assertThat(probe.body()).isEqualTo("not ready");

                assertThat(slow.answer().body()).isEqualTo("slow");
            }
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            JsonNode requests = report(child).path("requests");
            assertThat(requests.path("drained").asInt()).isEqualTo(2);
            assertThat(requests.path("refused").asInt()).isEqualTo(2);
            assertThat(requests.path("cut").asInt()).isZero();
        }
    }

    @Test
    void whatNeverEndsIsCutAndNamedAndWhatLooksAtDrainingIsNot() throws IOException {
        try (ChildJvm child = start("hurried")) {
            int port = port(child);
            try (Wire never = new Wire(port);
                    Wire deaf = new Wire(port);
                    Wire attentive = new Wire(port)) {
                never.send("GET", "/api/never?token=secret");
                child.awaitLine("never began", LIMIT);
                deaf.send("GET", "/api/events/deaf");
                attentive.send("GET", "/api/events/attentive");
                awaitEvent(deaf);
                awaitEvent(attentive);
                child.signal("TERM");

                assertThat(rest(attentive)).endsWith("bye\n\n0\n\n").doesNotContain("cut off");
                assertThat(rest(deaf)).doesNotContain("bye").endsWith("cut off");
            }
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_INCOMPLETE);
            JsonNode report = report(child);
            assertThat(report.path("requests").path("cut").asInt()).isEqualTo(2);
            assertThat(report.path("requests").path("drained").asInt()).isEqualTo(1);
            assertThat(elements(report, "cut_work"))
                    .extracting(cut -> cut.path("name").asText())
                    .containsExactly("GET /api/never", "GET /api/events/deaf");
            assertThat(elements(report, "cut_work"))
                    .allSatisfy(cut -> assertThat(cut.path("stacks").toString()).contains("HttpDrainTest$Service"));
            assertThat(outcome(report, "in flight")).isEqualTo("timed_out: 2 cut");
            assertThat(outcome(report, "http server")).isEqualTo("completed");
            assertThat(report.toString()).doesNotContain("secret");
        }
    }

    @Test
    void aTrickleOfRequestsDuringTheDrainLosesNothing() throws IOException {
        try (ChildJvm child = start("patient")) {
            assertThat(trickle(child)).isZero();
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(report(child).path("requests").path("drained").asInt()).isEqualTo(6);
        }
    }

    /** Control: without quiet period and probe interval nothing is waited for. */
    @Test
    void withoutADrainTheSameTrickleLosesRequests() throws IOException {
        try (ChildJvm child = start("no drain")) {
            assertThat(trickle(child)).isPositive();
        }
    }

    @Test
    void whatWasDrainedBeforeTheSignalEndsAtOnce() throws IOException {
        try (ChildJvm child = start("patient")) {
            int port = port(child);
            Wire.get(port, "/health/ready");
            Wire.get(port, "/api");
            // Two probe intervals; the silence is what is tested.
            Children.pause(Duration.ofMillis(2_100));
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(outcome(report(child), "requests"))
                    .isEqualTo("completed: quiet: no request for 1.00 s, no probe for 2.00 s");
            assertThat(drainMillis(child)).isLessThan(500);
        }
    }

    /** Control: asked just before the signal, it waits for the silence. */
    @Test
    void whatWasNotWaitsForSilence() throws IOException {
        try (ChildJvm child = start("patient")) {
            int port = port(child);
            Wire.get(port, "/api");
            Wire.get(port, "/health/ready");
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(drainMillis(child)).isGreaterThan(1_000);
        }
    }

    private static long drainMillis(ChildJvm child) {
        return step(report(child), "requests").path("duration_ms").asLong();
    }

    /** As a load balancer that has not noticed yet: probes, and now and then a request. Tells how many were lost. */
    private static int trickle(ChildJvm child) {
        int port = port(child);
        int lost = ask(port, "/health/ready");
        child.signal("TERM");
        child.awaitLine("draining", LIMIT);
        for (int request = 0; request < 6; request++) {
            Children.pause(Duration.ofMillis(300));
            lost += ask(port, "/health/ready");
            Children.pause(Duration.ofMillis(300));
            lost += ask(port, "/api");
        }
        return lost;
    }

    private static int ask(int port, String path) {
        try {
            int status = Wire.get(port, path).status();
            return status == 200 || path.startsWith("/health") ? 0 : 1;
        } catch (IOException lost) {
            return 1;
        }
    }

    private static void awaitEvent(Wire stream) throws IOException {
        while (!stream.line().equals("event")) {
            // The head, and the sizes of chunks.
        }
    }

    private static String rest(Wire stream) {
        StringBuilder rest = new StringBuilder();
        try {
            while (!stream.ended(rest)) {
                // It goes on.
            }
        } catch (IOException reset) {
            return rest + "cut off";
        }
        return rest.toString().endsWith("0\n\n") ? rest.toString() : rest + "cut off";
    }

    private static ChildJvm start(String scenario) {
        return Children.of(Service.class, scenario).start();
    }

    private static int port(ChildJvm child) {
        return Integer.parseInt(child.awaitLine("port ", LIMIT).substring("port ".length()));
    }

    static final class Service {
        private final Shutdown shutdown;

        private Service(Shutdown shutdown) {
            this.shutdown = shutdown;
        }

        public static void main(String[] args) throws IOException {
            ShutdownSettings patient = ShutdownSettings.defaults()
                    .work(Duration.ofSeconds(10))
                    .quietPeriod(Duration.ofSeconds(1))
                    .probeInterval(Duration.ofSeconds(1));
            ShutdownSettings settings = switch (args[0]) {
                case "patient" -> patient;
                case "no drain" -> patient.quietPeriod(Duration.ZERO).probeInterval(Duration.ZERO);
                case "hurried" -> Children.settings();
                default -> throw new IllegalArgumentException(args[0]);
            };
            new Service(Children.onSignal(settings)).start();
        }

        private void start() throws IOException {
            ExecutorService threads = Executors.newCachedThreadPool();
            shutdown.own("http threads", threads::shutdown);
            HttpServer server =
                    shutdown.own(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            server.setExecutor(threads);
            add(server, "/api", exchange -> answer(exchange, 200, "ok"));
            add(server, "/api/slow", this::slow);
            add(server, "/api/never", Service::never);
            add(server, "/api/events/deaf", exchange -> events(exchange, false));
            add(server, "/api/events/attentive", exchange -> events(exchange, true));
            add(server, "/health/ready", exchange -> {
                boolean ready = !shutdown.draining();
                answer(exchange, ready ? 200 : 503, ready ? "ready" : "not ready");
            });
            server.start();
            shutdown.step(Phase.DRAIN, "told", deadline -> say("draining"));
            shutdown.step(Phase.INTAKE, "told", deadline -> say("intake stopped"), "intake");
            say("port " + server.getAddress().getPort());
        }

        private void add(HttpServer server, String path, HttpHandler handler) {
            server.createContext(path, handler).getFilters().add(DrainFilter.of(shutdown));
        }

        private static void answer(HttpExchange exchange, int status, String text) throws IOException {
            try (exchange) {
                byte[] body = text.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        }

        private void slow(HttpExchange exchange) throws IOException {
            say("slow began");
            Children.pause(Duration.ofSeconds(5));
            answer(exchange, 200, "slow");
        }

        private static void never(HttpExchange exchange) {
            say("never began");
            Children.hangStubbornly();
        }

        private void events(HttpExchange exchange, boolean attentive) throws IOException {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream out = exchange.getResponseBody()) {
                    while (!attentive || !shutdown.draining()) {
                        out.write("event\n".getBytes(StandardCharsets.UTF_8));
                        out.flush();
                        Children.pause(Duration.ofMillis(50));
                    }
                    out.write("bye\n".getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }
}
