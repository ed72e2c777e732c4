package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.examples.rag.RunningService.Answer;
import dev.eloquent.local.Fault;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.testing.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which Pinecone can fail a search, each between two runs without the fault. */
final class PineconeFaultsTest {
    /** The 2 s that a search may take, and some for a busy machine. */
    private static final Duration ANSWERED_WITHIN = Duration.ofMillis(3_500);

    private static PostgresServer postgres;
    private static LocalPinecone pinecone;
    private static RunningService service;

    @BeforeAll
    static void start() throws InterruptedException {
        postgres = PostgresServer.start();
        pinecone = RunningService.pinecone();
        service = RunningService.start(postgres, pinecone);
    }

    @AfterAll
    static void stop() {
        service.close();
        pinecone.close();
        postgres.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("429", Fault.status(429).header("Retry-After", "7"), "7"),
                fault("429 for an hour", Fault.status(429).header("Retry-After", "3600"), "60"),
                fault("401", Fault.status(401), "5"),
                fault("403", Fault.status(403), "5"),
                fault("404", Fault.status(404), "5"),
                fault("500", Fault.status(500), "5"),
                fault("503", Fault.status(503), "5"),
                fault("redirect", Fault.status(302).header("Location", "http://127.0.0.1:9/"), "5"),
                fault("garbage", Fault.garbage(), "5"),
                fault("no HTTP", Fault.notHttp(), "5"),
                fault("JSON of another kind", Fault.status(200).body("[]"), "5"),
                fault("a match without a score", Fault.status(200).body("{\"matches\":[{\"id\":\"a\"}]}"), "5"),
                fault("no match", Fault.status(200).body("{\"matches\":[]}"), "2"),
                fault("an unknown match", Fault.status(200).body("{\"matches\":[{\"id\":\"a\",\"score\":1}]}"), "2"),
                fault(
                        "an id that is no text",
                        Fault.status(200).body("{\"matches\":[{\"id\":\"a\\u0000\",\"score\":1}]}"),
                        "5"),
                fault("too much", Fault.status(200).body("\"" + "x".repeat(5_000_000) + "\""), "5"),
                fault("nothing", Fault.silence(), "5"),
                fault("late", Fault.delay(Duration.ofSeconds(10)), "5"),
                fault("slow bytes", Fault.trickle(Duration.ofMillis(500)), "5"),
                fault("truncated", Fault.truncate(), "5"),
                fault("reset", Fault.reset(), "5"),
                fault("closed", Fault.close(), "5"));
    }

    private static Arguments fault(String name, Fault fault, String retryAfter) {
        return Arguments.of(Named.of(name, fault), retryAfter);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultOfPineconeIsAnsweredInTimeAndNothingIsStored(Fault fault, String retryAfter) throws SQLException {
        assertThat(service.ask("Control?").status()).isEqualTo(200);
        long before = stored();
        pinecone.faults().on("/query").always(fault);

        long start = System.nanoTime();
        Answer answer = service.ask("How does ECS stop a container?");
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        RunningService.expectAway(answer, retryAfter);
        assertThat(took).isLessThan(ANSWERED_WITHIN);
        assertThat(stored()).isEqualTo(before);
        assertThat(service.get("/api/conversations").status()).isEqualTo(200);

        pinecone.faults().on("/query").clear();
        assertThat(service.ask("How does ECS stop a container?").status()).isEqualTo(200);
        assertThat(stored()).isEqualTo(before + 1);
    }

    private static long stored() throws SQLException {
        long conversations = postgres.queryLong("SELECT count(*) FROM conversation");
        assertThat(postgres.queryLong("SELECT count(*) FROM exchange")).isEqualTo(conversations);
        assertThat(postgres.queryLong("SELECT count(*) FROM exchange_passage")).isEqualTo(4 * conversations);
        return conversations;
    }
}
