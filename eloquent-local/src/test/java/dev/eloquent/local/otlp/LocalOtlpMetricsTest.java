package dev.eloquent.local.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What OpenTelemetry's exporter of metrics sends. */
final class LocalOtlpMetricsTest {
    private static final Attributes ROUTE = Attributes.of(AttributeKey.stringKey("route"), "/things");

    private final LocalOtlp otlp = LocalOtlp.collector().start();

    @AfterEach
    void close() {
        otlp.close();
    }

    @Test
    void keepsCountersAndGauges() {
        try (SdkMeterProvider provider = Exporters.metering(otlp)) {
            Meter meter = provider.get("lib");
            meter.counterBuilder("requests")
                    .setUnit("{request}")
                    .setDescription("all")
                    .build()
                    .add(3, ROUTE);
            meter.upDownCounterBuilder("open").ofDoubles().build().add(-1.5);
            meter.gaugeBuilder("heat").buildWithCallback(gauge -> gauge.record(36.6));
        }

        assertThat(otlp.points()).hasSize(3);
        MetricPoint requests = only("requests");
        assertThat(requests.value()).isEqualTo(new PointValue.Sum(3, true, Temporality.CUMULATIVE));
        assertThat(requests.unit()).isEqualTo("{request}");
        assertThat(requests.description()).isEqualTo("all");
        assertThat(requests.attributes()).containsOnly(entry("route", "/things"));
        assertThat(requests.resource()).containsOnly(entry("service.name", "import"));
        assertThat(requests.scope().name()).isEqualTo("lib");
        assertThat(requests.time()).isAfterOrEqualTo(requests.start());
        assertThat(only("open").value()).isEqualTo(new PointValue.Sum(-1.5, false, Temporality.CUMULATIVE));
        assertThat(only("heat").value()).isEqualTo(new PointValue.Gauge(36.6));
    }

    @Test
    void keepsHistograms() {
        try (SdkMeterProvider provider = Exporters.metering(otlp)) {
            var histogram = provider.get("lib")
                    .histogramBuilder("duration")
                    .setExplicitBucketBoundariesAdvice(List.of(1.0, 10.0))
                    .build();
            List.of(0.5, 1.0, 2.0, 20.0).forEach(histogram::record);
        }

        assertThat(only("duration").value())
                .isEqualTo(new PointValue.Histogram(
                        4,
                        23.5,
                        OptionalDouble.of(0.5),
                        OptionalDouble.of(20),
                        List.of(1.0, 10.0),
                        List.of(2L, 1L, 1L),
                        Temporality.CUMULATIVE));
    }

    @Test
    void keepsExponentialHistograms() {
        try (SdkMeterProvider provider = SdkMeterProvider.builder()
                .registerView(
                        InstrumentSelector.builder().setName("duration").build(),
                        View.builder()
                                .setAggregation(Aggregation.base2ExponentialBucketHistogram())
                                .build())
                .registerMetricReader(PeriodicMetricReader.create(OtlpHttpMetricExporter.builder()
                        .setEndpoint(otlp.endpoint() + "/v1/metrics")
                        .setAggregationTemporalitySelector(AggregationTemporalitySelector.deltaPreferred())
                        .build()))
                .build()) {
            var histogram = provider.get("lib").histogramBuilder("duration").build();
            List.of(0.0, 0.001, 0.5, 3.0, 3.0).forEach(histogram::record);
        }

        var value = (PointValue.ExponentialHistogram) only("duration").value();
        assertThat(value.count()).isEqualTo(5);
        assertThat(value.sum()).isCloseTo(6.501, within(1e-9));
        assertThat(value.zeroCount()).isEqualTo(1);
        assertThat(value.min()).hasValue(0);
        assertThat(value.max()).hasValue(3);
        assertThat(value.temporality()).isEqualTo(Temporality.DELTA);
        assertThat(value.negative()).isEqualTo(new PointValue.Buckets(0, List.of()));
        double base = Math.pow(2, Math.pow(2, -value.scale()));
        List<Long> counts = value.positive().counts();
        assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(4);
        // The offset is negative: 0.001 is in the first bucket, 3 in the last.
        assertThat(Math.pow(base, value.positive().offset())).isLessThan(0.001).isCloseTo(0.001, within(0.0003));
        assertThat(Math.pow(base, value.positive().offset() + counts.size())).isBetween(3.0, 4.0);
        assertThat(counts.get(counts.size() - 1)).isEqualTo(2);
    }

    @Test
    void rejectsPointsAndDropsTheOldest() {
        try (LocalOtlp small = LocalOtlp.collector().mostPoints(1).start();
                SdkMeterProvider provider = Exporters.metering(small)) {
            small.rejectPoints(point -> point.metric().equals("a"), "unknown");
            Meter meter = provider.get("lib");
            List.of("a", "b", "c")
                    .forEach(name -> meter.counterBuilder(name).build().add(1));
            provider.forceFlush().join(10, java.util.concurrent.TimeUnit.SECONDS);
            assertThat(small.points()).hasSize(1);
            assertThat(small.points("a")).isEmpty();
            assertThat(small.droppedPoints()).isEqualTo(1);
        }
    }

    private MetricPoint only(String metric) {
        assertThat(otlp.points(metric)).hasSize(1);
        return otlp.points(metric).get(0);
    }
}
