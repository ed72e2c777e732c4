package dev.eloquent.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DistributionTest {
    @Test
    void takesTheNearestRank() {
        Distribution hundred = Distribution.ofValues(new double[] {3, 1, 2}, new double[] {1, 90, 9});
        assertThat(hundred.percentile(0)).hasValue(1);
        assertThat(hundred.percentile(90)).hasValue(1);
        assertThat(hundred.percentile(90.1)).hasValue(2);
        assertThat(hundred.percentile(99)).hasValue(2);
        assertThat(hundred.percentile(99.01)).hasValue(3);
        assertThat(hundred.percentile(100)).hasValue(3);
    }

    /** The reference is the sorted list of all samples, one by one. */
    @Test
    void agreesWithSortedSamplesAlsoWhenMerged() {
        Random random = new Random(11);
        for (int round = 0; round < 50; round++) {
            double[] samples = random.doubles(1 + random.nextInt(300), 0, 10)
                    .map(value -> Math.floor(value * 10) / 10)
                    .toArray();
            List<Distribution> tasks = split(samples, 3);
            Distribution merged = Distribution.merged(tasks);
            double[] sorted = samples.clone();
            Arrays.sort(sorted);
            for (double p : new double[] {0, 1, 25, 50, 90, 99, 99.9, 100}) {
                int rank = Math.max(1, (int) Math.ceil(Math.round(sorted.length * p * 1e6) / 1e8));
                assertThat(merged.percentile(p))
                        .as("p%s of %d", p, sorted.length)
                        .hasValue(sorted[rank - 1]);
            }
            assertThat(merged.sampleCount()).isEqualTo(samples.length);
        }
    }

    @Test
    void knowsOfAStatisticSetOnlyWhatIsCertain() {
        assertThat(Distribution.ofStatistics(3, 6, 2, 2).values()).containsExactly(2.0);
        assertThat(Distribution.ofStatistics(3, 6, 2, 2).counts()).containsExactly(3.0);
        assertThat(Distribution.ofStatistics(3, 6.5, 2, 2).valuesKnown()).isFalse();
        Distribution mixed = Distribution.merged(List.of(
                Distribution.ofValues(new double[] {1}, new double[] {1}), Distribution.ofStatistics(2, 5, 1, 4)));
        assertThat(mixed.percentile(50)).isEmpty();
        assertThat(mixed.sampleCount()).isEqualTo(3);
        assertThat(mixed.sum()).isEqualTo(6);
        assertThat(mixed.minimum()).isEqualTo(1);
        assertThat(mixed.maximum()).isEqualTo(4);
        assertThat(mixed.average()).isEqualTo(2);
    }

    @Test
    void hasNoPercentilesWithNegativeValues() {
        assertThat(Distribution.ofValues(new double[] {-1, 1}, new double[] {1, 1})
                        .percentile(50))
                .isEmpty();
        assertThat(Distribution.ofValues(new double[] {0, 1}, new double[] {1, 1})
                        .percentile(50))
                .hasValue(0);
    }

    @Test
    void refusesWhatIsNoPercentile() {
        Distribution one = Distribution.ofValues(new double[] {1}, new double[] {1});
        for (double wrong : new double[] {-0.1, 100.1, Double.NaN}) {
            assertThatThrownBy(() -> one.percentile(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("percentile must be from 0 to 100, was " + wrong);
        }
    }

    private static List<Distribution> split(double[] samples, int tasks) {
        return IntStream.range(0, tasks)
                .mapToObj(task -> IntStream.range(0, samples.length)
                        .filter(i -> i % tasks == task)
                        .mapToDouble(i -> samples[i])
                        .toArray())
                .filter(part -> part.length > 0)
                .map(part -> {
                    double[] ones = new double[part.length];
                    Arrays.fill(ones, 1);
                    return Distribution.ofValues(part, ones);
                })
                .toList();
    }
}
