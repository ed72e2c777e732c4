package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.examples.rag.BalancedPair.Stop;
import dev.eloquent.local.openai.LocalOpenAi;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.testing.PostgresServer;
import dev.eloquent.testing.RequiresTool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the clients of a real load balancer see of real signals. Pairs of tasks are stopped side by side, a few of each
 * kind in the ordinary build; {@code -Dshutdown.signals=20} makes it twenty of each.
 */
@RequiresTool(value = "haproxy", debianPackage = "haproxy")
final class SigtermBehindBalancerTest {
    /** Of each kind. */
    private static final int SIGNALS = Integer.getInteger("shutdown.signals", 2);

    private static final int PAIRS = Math.min(5, SIGNALS);

    /** The quiet period, two intervals of the probes, and a second. */
    private static final Duration DRAINED_BOUND =
            Duration.ofSeconds(5).plus(BalancedPair.PROBES.multipliedBy(2)).plusSeconds(1);

    /** Longer where there are many, so that they do not ask for more than a small machine has. */
    private static final Duration BRISK = Duration.ofMillis(20).multipliedBy(PAIRS);

    private static final String LIST = BalancedClient.get("/api/conversations?limit=3");
    private static final String ASK = BalancedClient.post("/api/ask", "{\"question\":\"How does ECS stop a task?\"}");

    private static PostgresServer postgres;
    private static LocalPinecone pinecone;
    private static LocalOpenAi openAi;
    private static Map<String, String> environment;
    /** They start while other tests run. */
    private static final ExecutorService STARTS = Executors.newFixedThreadPool(2);

    private static Future<BalancedPair> trickle;
    private static Future<BalancedPair> hasty;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start(Map.of("max_connections", "250"));
        pinecone = LocalPinecone.index("documents").apiKey(RunningService.KEY).start();
        openAi = LocalOpenAi.apiKey("openai-key").start();
        environment = new HashMap<>(RunningService.environment(postgres, pinecone));
        environment.put("OPENAI_API_KEY", "openai-key");
        // All clients have the balancer's address here.
        environment.put("RATE_LIMIT_PER_MINUTE", "1000000");
        environment.put("OPENAI_BASE_URL", openAi.endpoint().toString());
        trickle = STARTS.submit(() -> new BalancedPair(RagService.class, environment));
        hasty = STARTS.submit(() -> new BalancedPair(HastyService.class, environment));
    }

    @AfterAll
    static void stop() throws Exception {
        STARTS.shutdown();
        // Closing again does nothing; a test that was not run has not closed its own.
        trickle.get().close();
        hasty.get().close();
        openAi.close();
        pinecone.close();
        postgres.close();
    }

    @Test
    void noRequestIsLostWhetherOrNotTheBalancerHadLetGo() throws Exception {
        List<Future<Seen>> pairs = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(PAIRS);
        try {
            for (int i = 0; i < PAIRS; i++) {
                int signals = SIGNALS / PAIRS + (i < SIGNALS % PAIRS ? 1 : 0);
                Duration delay = i % 2 == 0 ? Duration.ZERO : DRAINED_BOUND;
                pairs.add(threads.submit(() -> stopOneAfterAnother(signals, delay)));
            }
            List<Stop> inRotation = new ArrayList<>();
            List<Stop> drained = new ArrayList<>();
            for (Future<Seen> pair : pairs) {
                Seen seen = pair.get();
                System.out.println(seen);
                assertThat(seen.lost).isEmpty();
                assertThat(seen.answered).isGreaterThan(100);
                inRotation.addAll(seen.inRotation);
                drained.addAll(seen.drained);
            }
            assertThat(inRotation).hasSize(SIGNALS).allSatisfy(stop -> {
                assertThat(stop.exitCode()).isZero();
                // Otherwise the signal met nothing that it could have spoilt.
                assertThat(stop.drained()).isPositive();
                assertThat(stop.refused() + stop.cut()).isZero();
            });
            assertThat(drained).hasSize(SIGNALS).allSatisfy(stop -> {
                assertThat(stop.exitCode()).isZero();
                assertThat(stop.after()).isLessThan(DRAINED_BOUND);
                assertThat(stop.drained() + stop.refused() + stop.cut()).isZero();
            });
        } finally {
            threads.shutdownNow();
        }
    }

    private record Seen(List<Stop> inRotation, List<Stop> drained, long answered, List<String> lost) {}

    private static Seen stopOneAfterAnother(int signals, Duration delay) throws InterruptedException {
        try (BalancedPair pair = new BalancedPair(RagService.class, environment)) {
            for (int i = 0; i < 6; i++) {
                pair.client(LIST, BRISK);
            }
            pair.client(ASK, BRISK.multipliedBy(10));
            List<Stop> inRotation = new ArrayList<>();
            List<Stop> drained = new ArrayList<>();
            for (int i = 0; i < signals; i++) {
                inRotation.add(pair.stopInRotation());
                pair.replace();
                drained.add(pair.stopDrained(delay));
                if (i + 1 < signals) {
                    pair.replace();
                }
            }
            return new Seen(inRotation, drained, pair.answered(), pair.lost());
        }
    }

    @Test
    void oneRequestEveryThreeSecondsIsNotTakenForSilence() throws Exception {
        try (BalancedPair pair = trickle.get()) {
            BalancedClient client = pair.client(LIST, Duration.ofSeconds(3));
            await().until(() -> client.answered() >= 2);

            // The balancer gives it 5 s at least, and has every second request for it: the next one, in 3 s.
            Stop stop = pair.stopWhoIsNext(client);
            // One more, which the other task has to answer.
            long answered = client.answered();
            await().until(() -> client.answered() > answered);

            assertThat(stop.exitCode()).isZero();
            assertThat(stop.drained()).isPositive();
            assertThat(client.lost()).isEmpty();
        }
    }

    /** The control run. */
    @Test
    void withoutTheDrainRequestsAreLost() throws Exception {
        try (BalancedPair pair = hasty.get()) {
            BalancedClient client = pair.client(LIST, BRISK);
            await().until(() -> client.answered() > 10);

            pair.stopInRotation();

            await().until(() -> client.lost().size() > 10);
        }
    }
}
