package dev.eloquent.local.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/** Metrics that OpenTelemetry's own exporter brings. */
final class OtlpChartsTest {
    private static final AggregationTemporalitySelector CUMULATIVE = AggregationTemporalitySelector.alwaysCumulative();
    private static final AggregationTemporalitySelector DELTA = AggregationTemporalitySelector.deltaPreferred();
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("route");

    private final Instant start = Instant.now().minus(Duration.ofMinutes(50)).truncatedTo(ChronoUnit.MINUTES);
    private final SetClock clock = new SetClock(start);
    private final Fed fed = new Fed();

    @AfterEach
    void close() {
        fed.close();
    }

    @Test
    void showsHowMuchWasCountedSinceThePointBefore() throws Exception {
        try (SdkMeterProvider metering = metering("shop", CUMULATIVE).build()) {
            LongCounter orders = metering.get("lib")
                    .counterBuilder("orders")
                    .setUnit("{order}")
                    .build();
            for (long count : new long[] {3, 4, 0, 5}) {
                orders.add(count, Attributes.of(ROUTE, "/buy"));
                orders.add(1, Attributes.of(ROUTE, "/sell"));
                step(metering);
            }
        }
        JsonNode line = fed.line("orders");
        assertThat(line.get("source").asText()).isEqualTo("OTLP");
        assertThat(line.get("namespace").asText()).isEqualTo("shop");
        assertThat(line.get("unit").asText()).isEqualTo("{order}");
        assertThat(line.get("kind").asText()).isEqualTo("sum");
        assertThat(line.get("series").asInt()).isEqualTo(2);
        JsonNode chart = fed.chart("orders", "");
        assertThat(sums(chart)).startsWith(4, 5, 1, 6);
        assertThat(chart.at("/together/sum").asDouble()).isEqualTo(16);
        assertThat(chart.get("series"))
                .extracting(series -> series.at("/dimensions/route").asText() + " " + series.get("sum"))
                .containsExactlyInAnyOrder("/buy 12.0", "/sell 4.0");
    }

    /** Its start says so, also where more was counted since than before. */
    @Test
    void countsFromAnewAfterARestart() throws Exception {
        for (long count : new long[] {7, 100}) {
            try (SdkMeterProvider metering = metering("shop", CUMULATIVE).build()) {
                metering.get("lib").counterBuilder("orders").build().add(count);
                step(metering);
            }
            clock.time = clock.time.plusSeconds(60);
        }
        assertThat(fed.chart("orders", "").at("/together/sum").asDouble()).isEqualTo(107);
    }

    @Test
    void showsWhatGoesUpAndDownAsItIs() throws Exception {
        double[] degrees = {20, -3};
        try (SdkMeterProvider metering = metering("shop", CUMULATIVE).build()) {
            Meter meter = metering.get("lib");
            var open = meter.upDownCounterBuilder("open").build();
            meter.gaugeBuilder("degrees").buildWithCallback(gauge -> {
                gauge.record(degrees[0], Attributes.of(ROUTE, "in"));
                gauge.record(degrees[1], Attributes.of(ROUTE, "out"));
            });
            open.add(5);
            step(metering);
            open.add(-2);
            degrees[1] = -4;
            step(metering);
        }
        assertThat(fed.line("open").get("kind").asText()).isEqualTo("average");
        assertThat(sums(fed.chart("open", ""))).startsWith(5, 3);
        assertThat(fed.line("degrees").get("kind").asText()).isEqualTo("average");
        JsonNode together = fed.chart("degrees", "").get("points").get(1);
        assertThat(together.get("average").asDouble()).isEqualTo(8);
        assertThat(together.get("minimum").asDouble()).isEqualTo(-4);
        assertThat(together.get("maximum").asDouble()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void percentilesAreInTheBucketThatHoldsThem(boolean cumulative) throws Exception {
        List<Double> bounds =
                IntStream.rangeClosed(1, 50).mapToObj(i -> i * 20.0).toList();
        List<Double> slow = shuffled(1, 1_000);
        List<Double> quick = shuffled(1, 100);
        try (SdkMeterProvider metering =
                metering("shop", cumulative ? CUMULATIVE : DELTA).build()) {
            DoubleHistogram duration = metering.get("lib")
                    .histogramBuilder("duration")
                    .setUnit("ms")
                    .setExplicitBucketBoundariesAdvice(bounds)
                    .build();
            for (int i = 0; i < 1_000; i++) {
                duration.record(slow.get(i), Attributes.of(ROUTE, i % 2 == 0 ? "/even" : "/odd"));
            }
            step(metering);
            quick.forEach(value -> duration.record(value, Attributes.of(ROUTE, "/even")));
            step(metering);
        }
        assertThat(fed.line("duration").get("kind").asText()).isEqualTo("percentiles");
        JsonNode chart = fed.chart("duration", "");
        assertThat(chart.get("estimated").asBoolean()).isTrue();
        // Nothing that was recorded before is in the second one.
        expect(chart.get("points").get(0), slow, 20);
        expect(chart.get("points").get(1), quick, 20);
        List<Double> all = new ArrayList<>(slow);
        all.addAll(quick);
        expect(chart.get("together"), all, 20);
        assertThat(chart.get("lines")).hasSize(2);
    }

    /** Their buckets grow with what they hold: the first are finer than those that they are subtracted from. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void percentilesOfExponentialHistogramsAreAsFineAsTheirBuckets(boolean cumulative) throws Exception {
        Random random = new Random(7);
        List<Double> narrow = values(random, 0.2);
        List<Double> wideSpread = values(random, 1.5);
        try (SdkMeterProvider metering = metering("shop", cumulative ? CUMULATIVE : DELTA)
                .registerView(
                        InstrumentSelector.builder()
                                .setType(InstrumentType.HISTOGRAM)
                                .build(),
                        View.builder()
                                .setAggregation(Aggregation.base2ExponentialBucketHistogram())
                                .build())
                .build()) {
            DoubleHistogram duration = metering.get("lib")
                    .histogramBuilder("duration")
                    .setUnit("s")
                    .build();
            narrow.forEach(duration::record);
            step(metering);
            wideSpread.forEach(duration::record);
            step(metering);
        }
        assertThat(fed.line("duration").get("kind").asText()).isEqualTo("percentiles");
        JsonNode chart = fed.chart("duration", "");
        for (int i = 0; i < 2; i++) {
            List<Double> recorded = i == 0 ? narrow : wideSpread;
            for (int percentile : new int[] {50, 90, 99}) {
                double wanted = percentile(recorded, percentile);
                // 160 buckets for a factor of 10,000: 2 to the 1/8th apart.
                assertThat(chart.get("points").get(i).get("p" + percentile).asDouble())
                        .as("p%d of step %d", percentile, i)
                        .isCloseTo(wanted, within(wanted * 0.1));
            }
        }
    }

    @Test
    void hasNoPercentilesOfWhatCameWithoutBuckets() throws Exception {
        try (SdkMeterProvider metering = metering("shop", CUMULATIVE).build()) {
            DoubleHistogram duration = metering.get("lib")
                    .histogramBuilder("duration")
                    .setExplicitBucketBoundariesAdvice(List.of())
                    .build();
            duration.record(2);
            duration.record(4);
            step(metering);
            duration.record(9);
            step(metering);
        }
        assertThat(fed.line("duration").get("kind").asText()).isEqualTo("average");
        JsonNode points = fed.chart("duration", "").get("points");
        assertThat(points).extracting(point -> point.get("average").asDouble()).startsWith(3.0, 9.0);
        assertThat(points.get(1).has("p50")).isFalse();
        assertThat(points.get(1).has("maximum")).as("that of all the time").isFalse();
    }

    /** Both have "requests": they are two metrics, with one axis of time. */
    @Test
    void standsBesideCloudWatch() throws Exception {
        fed.put(MetricDatum.builder()
                .metricName("requests")
                .timestamp(start)
                .value(1.0)
                .build());
        clock.time = start.plusSeconds(600);
        try (SdkMeterProvider metering = metering("shop", CUMULATIVE).build()) {
            metering.get("lib")
                    .counterBuilder("requests")
                    .setUnit("None")
                    .build()
                    .add(2);
        }
        JsonNode metrics = fed.json("data/metrics").get("metrics");
        assertThat(metrics).extracting(metric -> metric.get("source").asText()).containsExactly("CloudWatch", "OTLP");
        assertThat(metrics).extracting(metric -> metric.get("id").asText()).doesNotHaveDuplicates();
        for (JsonNode metric : metrics) {
            JsonNode chart = fed.json("data/metric?id=" + metric.get("id").asText());
            assertThat(chart.get("start").asLong()).isEqualTo(start.toEpochMilli());
            assertThat(chart.get("end").asLong()).isEqualTo(clock.time.toEpochMilli());
        }
    }

    @Test
    void sendsNamesThatLookLikeMarkupAsTheyAre() throws Exception {
        String hostile = "<script>alert(\"1\")</script>'&";
        try (SdkMeterProvider metering = metering(hostile, CUMULATIVE)
                .registerView(
                        InstrumentSelector.builder().setName("harmless").build(),
                        View.builder().setName(hostile).build())
                .build()) {
            metering.get(hostile)
                    .counterBuilder("harmless")
                    .setUnit(hostile)
                    .build()
                    .add(1, Attributes.of(AttributeKey.stringKey(hostile), hostile));
        }
        HttpResponse<String> list = fed.get("data/metrics");
        assertThat(list.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(list.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        for (String text : List.of("namespace", "name", "unit")) {
            assertThat(fed.line(hostile).get(text).asText()).isEqualTo(hostile);
        }
        assertThat(fed.chart(hostile, "")
                        .at("/series/0/dimensions")
                        .get(hostile)
                        .asText())
                .isEqualTo(hostile);
        assertThat(fed.get("/").body()).doesNotContain("alert(");
    }

    @Test
    void isBoundedInBytesWhateverCame() throws Exception {
        try (SdkMeterProvider metering = metering("shop", CUMULATIVE).build()) {
            LongCounter wide = metering.get("lib").counterBuilder("wide").build();
            for (int i = 0; i < 140; i++) {
                var attributes = Attributes.builder();
                for (int key = 0; key < 40; key++) {
                    attributes.put("key" + key + "k".repeat(205), "v" + i + "y".repeat(410));
                }
                wide.add(i + 1, attributes.build());
            }
        }
        String id = fed.line("wide").get("id").asText();
        assertThat(fed.get("data/metric?id=" + id).body().length()).isLessThan(2_500_000);
        JsonNode first = fed.chart("wide", "").at("/series/0/dimensions");
        assertThat(first).hasSize(MetricChart.MOST_DIMENSIONS + 1);
        assertThat(first.get("\u2026").asText()).isEqualTo("10 more");
        assertThat(first.fieldNames().next()).hasSizeLessThan(Cut.NAME + 30);
    }

    private SdkMeterProviderBuilder metering(String service, AggregationTemporalitySelector temporality) {
        return fed.metering(service, temporality).setClock(clock);
    }

    /** A minute later, all is exported. */
    private void step(SdkMeterProvider metering) {
        clock.time = clock.time.plusSeconds(60);
        assertThat(metering.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
    }

    private static double[] sums(JsonNode chart) {
        List<Double> sums = new ArrayList<>();
        chart.get("points").forEach(point -> sums.add(point.get("sum").asDouble()));
        return sums.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void expect(JsonNode json, List<Double> values, double width) {
        assertThat(json.get("samples").asDouble()).isEqualTo(values.size());
        assertThat(json.get("sum").asDouble())
                .isCloseTo(values.stream().mapToDouble(Double::doubleValue).sum(), within(1e-6));
        for (int percentile : new int[] {50, 90, 99}) {
            double wanted = percentile(values, percentile);
            double upper = Math.ceil(wanted / width) * width;
            assertThat(json.get("p" + percentile).asDouble())
                    .as("p%d", percentile)
                    .isBetween(upper - width, upper)
                    // They are spread evenly, as it is assumed.
                    .isCloseTo(wanted, within(width / 10));
        }
    }

    private static double percentile(List<Double> values, int percentile) {
        return values.stream().sorted().toList().get((int) Math.ceil(values.size() * percentile / 100.0) - 1);
    }

    private static List<Double> shuffled(int from, int to) {
        List<Double> values = new ArrayList<>(DoubleStream.iterate(from, value -> value <= to, value -> value + 1)
                .boxed()
                .toList());
        Collections.shuffle(values, new Random(7));
        return values;
    }

    private static List<Double> values(Random random, double sigma) {
        return DoubleStream.generate(() -> 0.05 * Math.exp(sigma * random.nextGaussian()))
                .limit(1_000)
                .boxed()
                .toList();
    }
}
