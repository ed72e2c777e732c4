package dev.eloquent.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** What the SDK sends, and what is found of it. */
final class LocalCloudWatchPutTest {
    private final LocalCloudWatch cloudWatch =
            LocalCloudWatch.region("eu-central-1").start();
    private final CloudWatchClient client = SdkClient.of(cloudWatch);

    @AfterEach
    void close() {
        client.close();
        cloudWatch.close();
    }

    @Test
    void keepsADatumAsItWasSent() {
        Instant time = Instant.now().minusSeconds(90).truncatedTo(ChronoUnit.MILLIS);
        put(MetricDatum.builder()
                .metricName("checkout")
                .dimensions(dimension("route", "/orders"), dimension("method", "POST"))
                .timestamp(time)
                .unit(StandardUnit.SECONDS)
                .storageResolution(1)
                .values(0.5, 0.25, 2.0)
                .counts(10.0, 20.0, 1.0)
                .build());

        assertThat(cloudWatch.data()).singleElement().satisfies(datum -> {
            assertThat(datum.namespace()).isEqualTo("shop");
            assertThat(datum.name()).isEqualTo("checkout");
            assertThat(datum.dimensions()).isEqualTo(Map.of("method", "POST", "route", "/orders"));
            assertThat(datum.timestamp()).isEqualTo(time);
            assertThat(datum.unit()).isEqualTo("Seconds");
            assertThat(datum.storageResolution()).isEqualTo(1);
            assertThat(datum.distribution().values()).containsExactly(0.5, 0.25, 2.0);
            assertThat(datum.distribution().counts()).containsExactly(10.0, 20.0, 1.0);
            assertThat(datum.distribution().sampleCount()).isEqualTo(31);
            assertThat(datum.distribution().sum()).isEqualTo(12);
        });
    }

    @Test
    void fillsInWhatWasNotSent() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        put(MetricDatum.builder().metricName("a").value(3.0).build());
        put(MetricDatum.builder().metricName("b").values(1.0, 2.0).build());

        assertThat(cloudWatch.data()).hasSize(2).allSatisfy(datum -> {
            assertThat(datum.unit()).isEqualTo("None");
            assertThat(datum.storageResolution()).isEqualTo(60);
            assertThat(datum.dimensions()).isEmpty();
            assertThat(datum.timestamp()).isBetween(before, Instant.now());
        });
        assertThat(cloudWatch.data("shop", "a").get(0).distribution().values()).containsExactly(3.0);
        assertThat(cloudWatch.data("shop", "b").get(0).distribution().counts()).containsExactly(1.0, 1.0);
    }

    @Test
    void aStatisticSetHasPercentilesOnlyIfAllItsValuesAreTheSame() {
        put(statistics("spread", 4, 10, 1, 4));
        put(statistics("same", 4, 8, 2, 2));
        put(statistics("one", 1, 7, 7, 7));

        assertThat(cloudWatch.distribution("shop", "spread").orElseThrow()).satisfies(spread -> {
            assertThat(spread.valuesKnown()).isFalse();
            assertThat(spread.average()).isEqualTo(2.5);
            assertThat(spread.percentile(50)).isEmpty();
        });
        assertThat(cloudWatch.distribution("shop", "same").orElseThrow().percentile(50))
                .hasValue(2);
        assertThat(cloudWatch.distribution("shop", "one").orElseThrow().percentile(99))
                .hasValue(7);
    }

    /** The SDK compresses what is above 10 KB; the signature is of the compressed bytes. */
    @Test
    void takesLargeBodiesAsTheSdkCompressesThem() {
        List<MetricDatum> data = IntStream.range(0, 1_000)
                .mapToObj(i -> MetricDatum.builder()
                        .metricName("m" + i)
                        .dimensions(dimension("route", "/orders/" + i))
                        .values(IntStream.range(0, 50).mapToObj(v -> v * 1.1).toList())
                        .counts(IntStream.range(0, 50).mapToObj(v -> v + 1.0).toList())
                        .build())
                .toList();
        List<String> encodings = new ArrayList<>();
        try (CloudWatchClient telling = SdkClient.telling(cloudWatch, encodings)) {
            telling.putMetricData(r -> r.namespace("shop").metricData(data));
        }

        assertThat(encodings).containsExactly("gzip");
        assertThat(cloudWatch.data()).hasSize(1_000);
        assertThat(cloudWatch.data("shop", "m999").get(0).distribution().values())
                .hasSize(50);
        assertThat(cloudWatch.puts()).singleElement().satisfies(put -> {
            assertThat(put.data()).isEqualTo(1_000);
            assertThat(put.stored()).isEqualTo(1);
        });
    }

    @Test
    void takesAllOfARequestOrNothing() {
        assertThatThrownBy(() -> put(
                        MetricDatum.builder().metricName("right").value(1.0).build(),
                        MetricDatum.builder()
                                .metricName("wrong")
                                .value(Double.NaN)
                                .build()))
                .isInstanceOf(InvalidParameterValueException.class);
        assertThat(cloudWatch.data()).isEmpty();
        assertThat(cloudWatch.puts())
                .extracting(ReceivedPut::arrived, ReceivedPut::stored, ReceivedPut::answered)
                .containsExactly(tuple(1L, 0L, 0L));
    }

    @Test
    void mergesTheDimensionsThatAreNotNamed() {
        put(
                value("latency", 1, dimension("route", "/a"), dimension("task", "1")),
                value("latency", 2, dimension("route", "/a"), dimension("task", "2")),
                value("latency", 9, dimension("route", "/b"), dimension("task", "1")));

        assertThat(cloudWatch.distribution("shop", "latency").orElseThrow().sum())
                .isEqualTo(12);
        assertThat(cloudWatch
                        .distribution("shop", "latency", Map.of("route", "/a"))
                        .orElseThrow()
                        .values())
                .containsExactly(1.0, 2.0);
        assertThat(cloudWatch.distribution("shop", "latency", Map.of("route", "/c")))
                .isEmpty();
        assertThat(cloudWatch.data("other", "latency")).isEmpty();
    }

    @Test
    void dropsTheOldestWhenItIsFull() {
        try (LocalCloudWatch small =
                        LocalCloudWatch.region("eu-central-1").capacity(3).start();
                CloudWatchClient toSmall = SdkClient.of(small)) {
            List<MetricDatum> data = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                data.add(value("m", i));
            }
            toSmall.putMetricData(r -> r.namespace("shop").metricData(data));
            assertThat(small.data())
                    .extracting(datum -> datum.distribution().sum())
                    .containsExactly(3.0, 4.0, 5.0);
            assertThat(small.dropped()).isEqualTo(2);
        }
    }

    @Test
    void namesAllSettingsThatAreWrong() {
        assertThatThrownBy(() -> LocalCloudWatch.region("Frankfurt")
                        .capacity(0)
                        .credentials("", "secret")
                        .start(70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cloudwatch not started: region must be one of AWS such as eu-central-1, was \"Frankfurt\";"
                        + " port must be from 0 to 65535, was 70000; capacity must be from 1 to 1000000, was 0;"
                        + " access key id and secret access key must not be blank");
    }

    private void put(MetricDatum... data) {
        client.putMetricData(r -> r.namespace("shop").metricData(data));
    }

    private static MetricDatum value(String name, double value, Dimension... dimensions) {
        return MetricDatum.builder()
                .metricName(name)
                .dimensions(dimensions)
                .value(value)
                .build();
    }

    private static MetricDatum statistics(String name, double count, double sum, double minimum, double maximum) {
        return MetricDatum.builder()
                .metricName(name)
                .statisticValues(
                        set -> set.sampleCount(count).sum(sum).minimum(minimum).maximum(maximum))
                .build();
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }
}
