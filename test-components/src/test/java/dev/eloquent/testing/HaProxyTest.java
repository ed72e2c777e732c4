package dev.eloquent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RequiresTool(value = "haproxy", debianPackage = "haproxy")
final class HaProxyTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final HaProxy balancer = HaProxy.start("/ready", Duration.ofMillis(100));
    private final Target one = new Target("one");
    private final Target two = new Target("two");

    @AfterEach
    void close() {
        balancer.close();
        one.server.stop(0);
        two.server.stop(0);
    }

    @Test
    void takesATargetOutOfServiceWhenItsProbesFailAndBringsItBack() throws IOException {
        String first = register(one);
        register(two);
        assertThat(answers()).containsOnly("200 one", "200 two");

        one.ready = 503;
        Await.until("one is out", LIMIT, () -> !balancer.isInService(first));
        assertThat(answers()).containsOnly("200 two");

        one.ready = 200;
        Await.until("one is back", LIMIT, () -> balancer.isInService(first));
        assertThat(answers()).contains("200 one", "200 two");
    }

    @Test
    void sendsNothingToATargetThatHasNotPassedTwoProbes() throws IOException {
        one.ready = 503;
        String first = balancer.register(one.port());
        Await.until("two probes", LIMIT, () -> one.probes.get() >= 2);
        assertThat(balancer.isInService(first)).isFalse();
        assertThat(answers()).containsOnly("503 ");
    }

    @Test
    void neitherAsksNorProbesWhatIsDeregistered() throws Exception {
        String first = register(one);
        register(two);
        balancer.deregister(first);
        int probes = one.probes.get();
        int others = two.probes.get();

        assertThat(answers()).containsOnly("200 two");
        Await.until("more probes of the other", LIMIT, () -> two.probes.get() > others + 5);
        // One may have been on its way.
        assertThat(one.probes.get()).isLessThanOrEqualTo(probes + 1);
    }

    @Test
    void doesNotHideWhatATargetLoses() throws IOException {
        register(one);
        one.server.stop(0);
        assertThat(answers()).contains("503 ").doesNotContain("200 one");
    }

    @Test
    void isGoneWhenItIsClosed() {
        balancer.close();
        balancer.close();
        Await.until(
                "the end of haproxy",
                LIMIT,
                () -> ProcessHandle.current()
                        .descendants()
                        .noneMatch(
                                process -> process.info().command().orElse("").endsWith("/haproxy")));
    }

    private String register(Target target) {
        String name = balancer.register(target.port());
        balancer.awaitInService(name, LIMIT);
        return name;
    }

    private java.util.Set<String> answers() throws IOException {
        java.util.Set<String> seen = new java.util.TreeSet<>();
        for (int i = 0; i < 10; i++) {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + balancer.port() + "/")
                    .toURL()
                    .openConnection();
            int status = connection.getResponseCode();
            String body =
                    status == 200 ? new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8) : "";
            seen.add(status + " " + body);
        }
        return seen;
    }

    private static final class Target {
        private final HttpServer server;
        private final AtomicInteger probes = new AtomicInteger();
        private volatile int ready = 200;

        Target(String name) {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            server.createContext("/ready", exchange -> {
                probes.incrementAndGet();
                exchange.sendResponseHeaders(ready, -1);
                exchange.close();
            });
            server.createContext("/", exchange -> {
                byte[] body = name.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }
    }
}
