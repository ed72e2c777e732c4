package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.cloudwatch.ReceivedDatum;
import io.micrometer.core.instrument.MockClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks whose steps end together do not call together: each waits for its own part of half a step. */
@Timeout(60)
final class PhasesAtReceiverTest {
    private final MockClock time = new MockClock();

    private CloudWatchRegistry task(AtReceiver receiver, double spread) {
        CloudWatchRegistry registry =
                receiver.registry(Config.MINUTE).time(time, () -> spread).build();
        registry.counter("task", "of", Double.toString(spread)).increment();
        return registry;
    }

    private static List<String> arrived(AtReceiver receiver) {
        return receiver.cloudWatch.data("Test", "task").stream()
                .map(ReceivedDatum::dimensions)
                .map(dimensions -> dimensions.get("of"))
                .toList();
    }

    @Test
    void eachTaskCallsAtItsOwnMomentOfTheFirstHalfOfTheNextStep() {
        time.add(Duration.ofMillis(System.currentTimeMillis() / 60_000 * 60_000 - time.wallTime()));
        try (AtReceiver receiver = new AtReceiver()) {
            List<CloudWatchRegistry> tasks = Stream.of(0.0, 0.3, 0.8)
                    .map(spread -> task(receiver, spread))
                    .toList();
            time.add(Duration.ofMinutes(1));
            tasks.forEach(task -> task.steps().publish());
            after(Duration.ZERO, tasks);
            assertThat(arrived(receiver)).containsExactly("0.0");
            after(Duration.ofMillis(8_990), tasks);
            assertThat(arrived(receiver)).containsExactly("0.0");
            after(Duration.ofMillis(10), tasks);
            assertThat(arrived(receiver)).containsExactly("0.0", "0.3");
            after(Duration.ofMillis(14_990), tasks);
            assertThat(arrived(receiver)).containsExactly("0.0", "0.3");
            after(Duration.ofMillis(10), tasks);
            assertThat(arrived(receiver)).containsExactly("0.0", "0.3", "0.8");
            assertThat(receiver.cloudWatch.data("Test", "task"))
                    .as("and all are of the one step")
                    .extracting(ReceivedDatum::timestamp)
                    .containsOnly(receiver.cloudWatch.data().get(0).timestamp());
        }
    }

    private void after(Duration pause, List<CloudWatchRegistry> tasks) {
        time.add(pause);
        tasks.forEach(task -> task.steps().send());
    }
}
