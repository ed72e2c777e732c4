package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What CloudWatch can say of Values and Counts as they came, by nearest rank, beside what was recorded. */
@Timeout(60)
final class PercentilesAtReceiverTest {
    private static final double STATED = 0.05;
    private static final double[] PERCENTILES = {1, 10, 50, 90, 95, 99, 99.9, 100};
    private static final String NAME = "requests";

    /** Milliseconds. */
    enum Shape {
        UNIFORM(random -> 1 + 499 * random.nextDouble()),
        EXPONENTIAL(random -> -80 * Math.log(1 - random.nextDouble())),
        LOG_NORMAL(random -> 20 * Math.exp(1.5 * random.nextGaussian())),
        BIMODAL(random -> random.nextInt(20) == 0 ? 2_000 + 300 * random.nextDouble() : 2 + random.nextDouble()),
        PARETO(random -> Math.pow(1 - random.nextDouble(), -1 / 1.1));

        @SuppressWarnings("ImmutableEnumChecker") // Lambdas that hold nothing.
        private final ToDoubleFunction<Random> millis;

        Shape(ToDoubleFunction<Random> millis) {
            this.millis = millis;
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofOneTaskAreTrueToTheStatedError(Shape shape) {
        check(shape, 1);
    }

    @ParameterizedTest
    @EnumSource
    void ofThreeTasksMergeWithinTheSameError(Shape shape) {
        check(shape, 3);
    }

    private static void check(Shape shape, int tasks) {
        Random random = new Random(tasks);
        List<Double> all = new ArrayList<>();
        try (AtReceiver receiver = new AtReceiver()) {
            for (int task = 0; task < tasks; task++) {
                CloudWatchRegistry registry = receiver.registry(AtReceiver.DAY).start();
                Timer timer = registry.timer(NAME);
                // No task is like the others.
                double factor = 1 + 4.0 * task;
                for (int i = 0; i < 10_000 / (1 + task); i++) {
                    long nanos = (long) (1e6 * factor * shape.millis.applyAsDouble(random));
                    timer.record(nanos, TimeUnit.NANOSECONDS);
                    all.add(nanos / 1e6);
                }
                FlushReport report = registry.close(Duration.ofSeconds(10));
                assertThat(report.complete()).as(report.toString()).isTrue();
            }
            double[] sorted = sorted(all);
            assertThat(receiver.samples(NAME)).isEqualTo(sorted.length);
            for (double percentile : PERCENTILES) {
                assertThat(off(receiver.percentile(NAME, percentile), exact(sorted, percentile)))
                        .as("p%s of %s", percentile, shape)
                        .isLessThanOrEqualTo(STATED);
            }
        }
    }

    /** Control: Micrometer's tasks publish a p99 each, and neither their mean nor their largest is that of all requests. */
    @Test
    void control_percentilesOfTasksCannotBeMerged() {
        List<Double> all = new ArrayList<>();
        List<Double> ofTasks = new ArrayList<>();
        try (AtReceiver receiver = new AtReceiver()) {
            for (int task = 0; task < 3; task++) {
                AtReceiver.Ahead time = new AtReceiver.Ahead();
                PlainMicrometer registry = new PlainMicrometer(receiver, time);
                Timer timer = Timer.builder(NAME).publishPercentiles(0.99).register(registry);
                // The last one is slow, and has few requests.
                boolean slow = task == 2;
                for (int i = 0; i < (slow ? 20 : 5_000); i++) {
                    double millis = slow ? 5_000 + i : 10 + i / 500.0;
                    timer.record((long) (1e6 * millis), TimeUnit.NANOSECONDS);
                    all.add(millis);
                }
                registry.publishNow();
                ofTasks.add(receiver.cloudWatch.data("Test", NAME + ".percentile.value").stream()
                        .map(datum -> datum.distribution().maximum())
                        .reduce((first, last) -> last)
                        .orElseThrow());
            }
            double exact = exact(sorted(all), 99);
            double mean =
                    ofTasks.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
            double largest =
                    ofTasks.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
            assertThat(off(mean, exact)).isGreaterThan(1);
            assertThat(off(largest, exact)).isGreaterThan(1);
        }
    }

    private static double[] sorted(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double exact(double[] sorted, double percentile) {
        return sorted[(int) Math.ceil(percentile / 100 * sorted.length - 1e-9) - 1];
    }

    private static double off(double received, double exact) {
        return Math.abs(received - exact) / exact;
    }
}
