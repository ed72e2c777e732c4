package dev.eloquent.metrics.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

final class StepDataTest {
    private static final Series SERIES = Series.of("m", List.of(), StandardUnit.COUNT, 60);

    @Test
    void aDistributionHasNumbersOnly() {
        StepData step = new StepData(Instant.EPOCH, 2);
        step.distribution(
                SERIES,
                new Distribution(new double[] {1, Double.NaN, 2, Double.POSITIVE_INFINITY}, new double[] {4, 5, 6, 7}));
        step.distribution(SERIES, new Distribution(new double[] {Double.NaN}, new double[] {1}));
        assertThat(step.data()).hasSize(2);
        assertThat(step.data().get(0).values()).containsExactly(1, 2);
        assertThat(step.data().get(0).counts()).containsExactly(4, 6);
        assertThat(step.data().get(1).values()).containsExactly(StepData.LARGEST);
        assertThat(step.data().get(1).counts()).containsExactly(7);
    }
}
