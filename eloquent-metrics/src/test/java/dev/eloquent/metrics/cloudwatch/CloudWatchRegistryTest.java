package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.DistributionSummary;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Settings, and what the metrics will cost. */
final class CloudWatchRegistryTest {
    private final TickedRegistries registries = new TickedRegistries();

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> CloudWatchRegistry.of(Config.MINUTE)
                        .seriesBudget(0)
                        .buffer(1)
                        .callTimeout(Duration.ZERO)
                        .heartbeat(" ")
                        .start())
                .isInstanceOf(CloudWatchConfigurationException.class)
                .hasMessage("metrics: seriesBudget must be from 1 to 1000000, was 0; heartbeat must be"
                        + " a name, was blank; buffer must be from 1000000 to 1000000000 bytes, was 1; callTimeout must"
                        + " be from PT0.1S to PT1M, was PT0S");
    }

    @Test
    void theEstimateCountsWhatIsPublished() {
        CloudWatchRegistry registry = registries.builder().legacyNames(true).build();
        long before = registry.monthlyCost(1).metrics();
        registry.timer("t");
        registry.counter("c");
        assertThat(registry.monthlyCost(1).metrics() - before).isEqualTo(7);
    }

    @Test
    void theEstimateKnowsHowManyCallsTheLastStepNeeded() {
        CloudWatchRegistry registry = registries.builder().build();
        for (int i = 0; i < 950; i++) {
            DistributionSummary summary = registry.summary("s".repeat(200) + i);
            double value = 1;
            for (int at = 0; at < 150; at++) {
                summary.record(value);
                value *= 1.105;
            }
        }
        assertThat(registry.monthlyCost(1).calls()).isEqualTo(43_800);
        registries.flush(registry);
        assertThat(registry.monthlyCost(1).calls()).isEqualTo(2 * 43_800);
    }
}
