package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MonthlyCostTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void tiersArePaidOneAfterTheOther() {
        assertThat(MonthlyCost.of(10_000, 10, MINUTE, 1).forMetrics()).isEqualByComparingTo("3000");
        assertThat(MonthlyCost.of(40_000, 40, MINUTE, 1).forMetrics()).isEqualByComparingTo("6000");
        assertThat(MonthlyCost.of(70_000, 70, MINUTE, 1).forMetrics()).isEqualByComparingTo("9000");
        assertThat(MonthlyCost.of(250_001, 70, MINUTE, 1).forMetrics()).isEqualByComparingTo("27000.05");
        assertThat(MonthlyCost.of(1_000_001, 70, MINUTE, 1).forMetrics()).isEqualByComparingTo("64500.02");
    }

    @Test
    void callsAreThoseOfAllTasks() {
        MonthlyCost cost = MonthlyCost.of(37, 1, MINUTE, 3);
        assertThat(cost.calls()).isEqualTo(3 * 43_800);
        assertThat(cost)
                .hasToString("37 metrics = $11.10 a month, 131400 calls = $1.31 (us-east-1 on 2026-11-22,"
                        + " https://aws.amazon.com/cloudwatch/pricing/)");
    }

    @Test
    void refusesWhatIsNoNumberOfTasks() {
        assertThatThrownBy(() -> MonthlyCost.of(1, 1, MINUTE, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "metrics and callsAStep must be 0 or more, step PT1S or more and tasks 1 or more, were 1, 1,"
                                + " PT1M and 0");
    }
}
