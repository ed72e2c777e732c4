package dev.eloquent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.Fault;
import dev.eloquent.local.Requests;
import dev.eloquent.local.ecs.LocalEcsAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A start by a metadata endpoint that takes requests and answers none. */
@Timeout(120)
final class StartWithoutNetworkTest {
    private static final int STARTS = 40;

    /** So many in a row are told from as many that wait a quarter of a second each, on a slow machine too. */
    private static final Duration ALL = Duration.ofSeconds(10);

    @Test
    void noneOfManyStartsWaitsForIt() {
        List<Telemetry> started = new ArrayList<>();
        try (LocalEcsAgent agent = LocalEcsAgent.task("0123456789abcdef").start()) {
            agent.faults().always(Fault.silence());
            Map<String, String> variables =
                    Map.of("ECS_CONTAINER_METADATA_URI_V4", agent.metadata().toString());
            started.add(Telemetry.start("shop", "1", variables)); // What the JVM does once is no part of it.
            long began = System.nanoTime();
            for (int i = 0; i < STARTS; i++) {
                started.add(Telemetry.start("shop", "1", variables));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ALL);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(agent.requests().total()).isGreaterThanOrEqualTo(STARTS));
            Requests asked = agent.requests();
            assertThat(asked.answered(0)).as("unanswered").isEqualTo(asked.total());
        } finally {
            started.forEach(Telemetry::close);
        }
    }
}
