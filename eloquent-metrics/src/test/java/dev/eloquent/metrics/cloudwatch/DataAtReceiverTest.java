package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.eloquent.local.cloudwatch.ReceivedDatum;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a datum says of itself when it has come: its unit, its resolution, and its values where they are many. */
@Timeout(60)
final class DataAtReceiverTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int MOST_VALUES = 150;

    private final AtReceiver receiver = new AtReceiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    private ReceivedDatum only(String name) {
        assertThat(receiver.cloudWatch.data("Test", name)).hasSize(1);
        return receiver.cloudWatch.data("Test", name).get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes, Bytes",
        "byte, Bytes",
        "kilobytes, Kilobytes",
        "Megabytes, Megabytes",
        "bytes/second, Bytes/Second",
        "percent, Percent",
        "seconds, Seconds",
        "s, Seconds",
        "ms, Milliseconds",
        "count, Count",
        "orders, None",
    })
    void theBaseUnitIsThatOfCloudWatch(String base, String unit) {
        CloudWatchRegistry registry = receiver.registry(AtReceiver.DAY).start();
        DistributionSummary.builder("summary").baseUnit(base).register(registry).record(3);
        Gauge.builder("gauge", () -> 3).baseUnit(base).register(registry);
        assertThat(registry.close(LONG).complete()).isTrue();
        assertThat(only("summary").unit()).isEqualTo(unit);
        assertThat(only("gauge").unit()).isEqualTo(unit);
    }

    @Test
    void timersAreMillisecondsAndCountersCounts() {
        CloudWatchRegistry registry = receiver.registry(AtReceiver.DAY).start();
        registry.timer("timer").record(Duration.ofSeconds(2));
        registry.counter("counter").increment();
        registry.gauge("gauge", 1);
        assertThat(registry.close(LONG).complete()).isTrue();
        assertThat(only("timer").unit()).isEqualTo("Milliseconds");
        assertThat(receiver.sum("timer")).isCloseTo(2_000, withinPercentage(5));
        assertThat(only("counter").unit()).isEqualTo("Count");
        assertThat(only("gauge").unit()).isEqualTo("None");
    }

    @Test
    void onlyTheMetersThatAreWantedBySecondAreKeptBySecond() {
        CloudWatchRegistry registry = receiver.registry(AtReceiver.DAY)
                .highResolution(id -> id.getName().equals("checkout"))
                .start();
        registry.timer("checkout").record(Duration.ofMillis(5));
        registry.timer("refund").record(Duration.ofMillis(5));
        assertThat(registry.close(LONG).complete()).isTrue();
        assertThat(only("checkout").storageResolution()).isEqualTo(1);
        assertThat(receiver.cloudWatch.data())
                .filteredOn(datum -> !datum.name().equals("checkout"))
                .hasSizeGreaterThan(1)
                .allSatisfy(datum -> assertThat(datum.storageResolution()).isEqualTo(60));
    }

    @Test
    void pastItsMostValuesAMetricIsASecondDatumOfTheSameTimeAndNoLessExact() {
        CloudWatchRegistry registry = receiver.registry(AtReceiver.DAY).start();
        double[] exact = spread(20_000, registry.summary("sizes"));
        assertThat(registry.close(LONG).complete()).isTrue();

        assertThat(receiver.cloudWatch.data("Test", "sizes"))
                .hasSizeGreaterThan(1)
                .allSatisfy(datum -> assertThat(datum.distribution().values()).hasSizeLessThanOrEqualTo(MOST_VALUES));
        assertThat(receiver.cloudWatch.data("Test", "sizes"))
                .extracting(ReceivedDatum::timestamp)
                .containsOnly(receiver.cloudWatch.data("Test", "sizes").get(0).timestamp());
        assertThat(receiver.samples("sizes")).isEqualTo(exact.length);
        for (double percentile : new double[] {1, 10, 50, 90, 99, 99.9}) {
            assertThat(receiver.percentile("sizes", percentile))
                    .as("p%s", percentile)
                    .isCloseTo(exact[(int) Math.ceil(exact.length * percentile / 100) - 1], withinPercentage(5));
        }
    }

    @Test
    void manyMetricsOfManyValuesAreTakenInCallsThatKeepTheLimits() {
        CloudWatchRegistry registry =
                receiver.registry(AtReceiver.DAY).buffer(50_000_000).start();
        for (int i = 0; i < 600; i++) {
            spread(400, registry.summary("sizes", "of", "s" + i));
        }
        FlushReport end = registry.close(LONG);
        assertThat(end.complete()).as(end.toString()).isTrue();
        assertThat(receiver.samples("sizes")).isEqualTo(600.0 * 400);
        assertThat(receiver.cloudWatch.data("Test", "sizes", Map.of("of", "s0")))
                .hasSizeGreaterThan(1);
        assertThat(receiver.cloudWatch.puts())
                .hasSizeGreaterThan(1)
                .allSatisfy(put -> assertThat(put.arrived()).isEqualTo(1))
                .allSatisfy(put -> assertThat(put.stored()).isEqualTo(1))
                .allSatisfy(put -> assertThat(put.data()).isBetween(1, 1_000));
    }

    /** Over twelve powers of ten; sorted. */
    private static double[] spread(int values, DistributionSummary summary) {
        Random random = new Random(7);
        double[] exact = new double[values];
        for (int i = 0; i < values; i++) {
            exact[i] = Math.pow(10, random.nextDouble() * 12 - 3);
            summary.record(exact[i]);
        }
        Arrays.sort(exact);
        return exact;
    }
}
