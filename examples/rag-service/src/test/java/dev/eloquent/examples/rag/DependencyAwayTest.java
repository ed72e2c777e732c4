package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.examples.rag.RunningService.Answer;
import dev.eloquent.local.Fault;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.testing.PostgresServer;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pinecone or the database away: what needs it is refused for now, the rest goes on, and it heals by itself. */
final class DependencyAwayTest {
    private final PostgresServer postgres = PostgresServer.start();
    private final LocalPinecone pinecone = RunningService.pinecone();
    private RunningService service;

    @BeforeEach
    void start() throws InterruptedException {
        service = RunningService.start(postgres, pinecone);
    }

    @AfterEach
    void stop() {
        service.close();
        pinecone.close();
        postgres.close();
    }

    @Test
    void aPineconeThatIsGoneIsAnsweredTheSame() throws SQLException {
        String kept = service.ask("Control?").at("/conversation");
        pinecone.close();

        RunningService.expectAway(service.ask("Anybody there?"), "5");
        assertThat(postgres.queryLong("SELECT count(*) FROM exchange")).isOne();
        assertThat(service.get("/api/conversations/" + kept).status()).isEqualTo(200);
    }

    @Test
    void aDatabaseThatIsKilledIsMissedAndComesBack() {
        String kept = service.ask("Control?").at("/conversation");
        postgres.kill();

        RunningService.expectAway(service.ask("Anybody there?"), "5");
        RunningService.expectAway(service.get("/api/conversations"), "5");
        RunningService.expectAway(service.get("/api/conversations/" + kept), "5");
        assertThat(service.get("/health/live").status()).isEqualTo(200);

        postgres.restart();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> service.get("/api/conversations/" + kept).status() == 200);
        assertThat(service.ask("And now?").status()).isEqualTo(200);
    }

    @Test
    void anIndexThatWasEmptiedIsFilledAgain() throws Exception {
        int port = pinecone.endpoint().getPort();
        pinecone.close();
        try (LocalPinecone empty = LocalPinecone.index("documents")
                .dimension(384)
                .apiKey(RunningService.KEY)
                .start(port)) {
            // The first question finds nothing and wakes the library.
            RunningService.expectAway(service.ask("How does ECS stop a container?"), "2");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> service.ask("How does ECS stop a container?").status() == 200);
            assertThat(empty.requests().to("/vectors/upsert")).isPositive();
        }
    }

    @Test
    void passagesThatWereLostAreMissedAndComeBack() throws SQLException {
        postgres.execute("DELETE FROM passage");

        RunningService.expectAway(service.ask("How does ECS stop a container?"), "2");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> service.ask("How does ECS stop a container?").status() == 200);
        assertThat(postgres.queryLong("SELECT count(*) FROM passage")).isGreaterThan(30);
    }

    @Test
    void healthSaysThatPassagesAreLostWhileTheyCannotComeBack() throws SQLException {
        postgres.execute("DELETE FROM passage");
        postgres.execute(
                "CREATE FUNCTION no() RETURNS trigger AS 'BEGIN RAISE EXCEPTION $$no$$; END' LANGUAGE plpgsql");
        postgres.execute("CREATE TRIGGER no BEFORE INSERT ON passage EXECUTE FUNCTION no()");

        assertThat(service.ask("How does ECS stop a container?").status()).isEqualTo(503);
        await().atMost(Duration.ofSeconds(15))
                .until(() ->
                        service.get("/health/checks/documents").at("/status").equals("unhealthy"));

        postgres.execute("DROP TRIGGER no ON passage");
        await().atMost(Duration.ofSeconds(15))
                .until(() ->
                        service.get("/health/checks/documents").at("/status").equals("healthy"));
    }

    @Test
    void aDatabaseThatIsUnwellIsAway() throws SQLException {
        for (String state : new String[] {"57014", "55P03", "53100", "58030", "XX001"}) {
            postgres.execute("CREATE OR REPLACE FUNCTION unwell() RETURNS trigger AS"
                    + " 'BEGIN RAISE EXCEPTION $$unwell$$ USING ERRCODE = $$" + state + "$$; END' LANGUAGE plpgsql");
            postgres.execute("CREATE OR REPLACE TRIGGER unwell BEFORE INSERT ON exchange EXECUTE FUNCTION unwell()");
            RunningService.expectAway(service.ask("Anybody there?"), "5");
        }
    }

    @Test
    void itStartsWithoutItsDependenciesAndHealsWhenTheyCome() throws InterruptedException {
        service.close();
        postgres.stop();
        pinecone.faults().always(Fault.status(503));
        service = RunningService.start(postgres, pinecone);

        assertThat(service.get("/health/live").status()).isEqualTo(200);
        assertThat(service.get("/health/ready").status()).isEqualTo(503);
        assertThat(service.ask("Anybody there?").status()).isEqualTo(503);
        RunningService.expectAway(service.get("/api/conversations"), "5");

        postgres.restart();
        await().atMost(Duration.ofSeconds(15))
                .until(() -> service.get("/api/conversations").status() == 200);
        assertThat(service.ask("Anybody there?").status()).isEqualTo(503);

        pinecone.faults().clear();
        await().atMost(Duration.ofSeconds(15))
                .until(() -> service.ask("Anybody there?").status() == 200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> service.get("/health/ready").status() == 200);
    }

    @Test
    void questionsThatHangLeaveRoomForReadersAndProbes() throws Exception {
        pinecone.faults().on("/query").always(Fault.silence());
        ExecutorService clients = Executors.newFixedThreadPool(40);
        try {
            List<CompletableFuture<Answer>> asks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                asks.add(CompletableFuture.supplyAsync(() -> service.ask("Anybody there?"), clients));
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> pinecone.requests().to("/query") == 16);

            assertThat(service.get("/health/live").status()).isEqualTo(200);
            assertThat(service.get("/api/conversations").status()).isEqualTo(200);
            assertThat(asks).anyMatch(ask -> !ask.isDone());
            List<Answer> answers = new ArrayList<>();
            for (CompletableFuture<Answer> ask : asks) {
                answers.add(get(ask));
            }
            assertThat(answers)
                    .allMatch(answer -> answer.status() == 503
                            && answer.header("Retry-After").isPresent());
            assertThat(answers)
                    .filteredOn(answer -> answer.at("/type").endsWith("/too-busy"))
                    .hasSize(24);
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void requestsThatAreNeverFinishedLeaveRoomForProbes() throws Exception {
        List<Socket> halves = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Socket half = service.connect();
                half.getOutputStream()
                        .write((i % 2 == 0
                                        ? "GET /health HTTP/1.1\r\nX: "
                                        : "POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                                + "Content-Length: 100\r\n\r\n{")
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                halves.add(half);
            }
            long start = System.nanoTime();
            assertThat(service.get("/health/live").status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        } finally {
            for (Socket half : halves) {
                half.close();
            }
        }
    }

    private static Answer get(CompletableFuture<Answer> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(20, TimeUnit.SECONDS);
    }
}
