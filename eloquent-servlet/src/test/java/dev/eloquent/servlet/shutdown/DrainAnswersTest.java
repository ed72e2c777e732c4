package dev.eloquent.servlet.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.servlet.Body;
import dev.eloquent.shutdown.Phase;
import dev.eloquent.shutdown.ShutdownReport;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What is answered once the drain has begun, and what becomes of the connection. */
final class DrainAnswersTest extends DrainedApplication {
    @Override
    void install(ServletContext context) {
        Body.mount(
                context,
                "/health/*",
                (request, response) -> response.getWriter().write("probe"));
        Body.mount(
                context,
                "/counted/quick",
                (request, response) -> response.getWriter().write("quick"));
        Body.mount(context, "/counted/slow", this::slow);
        Body.mount(context, "/counted/broken", (request, response) -> {
            entered.countDown();
            leave.await();
            throw new IllegalStateException("broken");
        });
        Body.mount(
                context,
                "/counted/seen",
                (request, response) -> response.getWriter()
                        .write(request.getProtocol() + ", Connection: " + response.getHeader("Connection")));
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

    private boolean refused() {
        try (var work = shutdown.inFlight().begin()) {
            return work.refused();
        }
    }
}
