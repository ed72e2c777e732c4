package dev.eloquent.benchmarks.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Threads;

/** Each library does what is measured; how fast is no concern of a test. */
final class MetricsBenchmarksTest {
    private static final int TIMES = 100;

    @Test
    void eachTimerRecords() {
        RecordTimer benchmark = new RecordTimer();
        benchmark.make();
        Durations durations = new Durations();
        for (int i = 0; i < TIMES; i++) {
            benchmark.eloquentDistribution(durations);
            benchmark.micrometerPlain(durations);
            benchmark.micrometerThree(durations);
            benchmark.openTelemetryExplicit(durations);
            benchmark.openTelemetryExponential(durations);
        }
        benchmark.ours.flush(Duration.ofMillis(500));
        assertThat(benchmark.eloquent.count()).isEqualTo(TIMES);
        assertThat(benchmark.plain.max(TimeUnit.NANOSECONDS)).isPositive();
        assertThat(benchmark.three.takeSnapshot().percentileValues())
                .hasSize(3)
                .allSatisfy(percentile -> assertThat(percentile.value()).isPositive());
        assertThat(benchmark.openTelemetry.recorded()).isEqualTo(2L * TIMES);
        benchmark.close();
    }

    @Test
    void durationsAreThoseOfRequests() {
        Durations durations = new Durations();
        double[] millis = IntStream.range(0, 1_000)
                .mapToDouble(i -> durations.next() / 1e6)
                .sorted()
                .toArray();
        assertThat(millis[500]).isBetween(3.0, 8.0);
        assertThat(millis[0]).isPositive();
        assertThat(millis[999]).isBetween(50.0, 5_000.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eloquentSampled", "openTelemetrySampled", "eloquentUnsampled", "openTelemetryUnsampled"})
    void onlySampledSpansAreSent(String library) throws Exception {
        TimedRequest benchmark = new TimedRequest();
        benchmark.make();
        for (int i = 0; i < TIMES; i++) {
            TimedRequest.class.getMethod(library).invoke(benchmark);
        }
        benchmark.close();
        assertThat(benchmark.receiver.traces() > 0).isEqualTo(!library.endsWith("Unsampled"));
    }

    @Test
    void twoMeansTwoThreads() {
        assertThat(RecordTimerByTwo.class.getAnnotation(Threads.class).value()).isEqualTo(2);
        assertThat(TimedRequestByTwo.class.getAnnotation(Threads.class).value()).isEqualTo(2);
    }

    /** A datum of a timer here; there count, sum, mean and maximum, and each percentile. */
    @Test
    void aStepOfManyTimersIsPublished() throws Exception {
        PublishCost.Cost ours = PublishCost.measure("eloquent", 600, 20, 0, 1);
        PublishCost.Cost plain = PublishCost.measure("micrometer", 600, 20, 0, 1);
        PublishCost.Cost three = PublishCost.measure("micrometerThree", 600, 20, 0, 1);
        assertThat(ours.calls()).isEqualTo(1);
        assertThat(plain.calls()).isEqualTo(3);
        assertThat(three.calls()).isEqualTo(5);
        assertThat(ours.bytes()).isBetween(600L * 100, 600L * 600);
        assertThat(plain.bytes()).isBetween(2_400L * 100, 2_400L * 600);
        assertThat(ours.allocated()).isPositive();
        assertThat(PublishCost.measure("eloquent", 600, 150, 0, 1).bytes()).isGreaterThan(2 * ours.bytes());
    }
}
