package dev.eloquent.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eloquent.local.cloudwatch.Distribution;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

final class MetricViewsTest {
    private final Instant start = Instant.now().minus(Duration.ofMinutes(50)).truncatedTo(ChronoUnit.HOURS);

    private final Fed fed = new Fed();

    @AfterEach
    void close() {
        fed.close();
    }

    @Test
    void saysThatNothingCameYet() throws Exception {
        JsonNode list = fed.json("data/metrics");
        assertThat(list.get("data").asInt()).isZero();
        assertThat(list.get("metrics")).isEmpty();
        assertThat(list.get("endpoint").asText())
                .isEqualTo(fed.cloudWatch.endpoint().toString());
    }

    @Test
    void mergesAllSeriesAsTheStandInDoes() throws Exception {
        for (int minute = 0; minute < 3; minute++) {
            for (String task : List.of("a", "b", "c")) {
                fed.put(latency(task, start.plusSeconds(60L * minute), minute, task.charAt(0) - 'a'));
            }
        }

        JsonNode line = fed.line("latency");
        assertThat(line.get("namespace").asText()).isEqualTo("shop");
        assertThat(line.get("unit").asText()).isEqualTo("Seconds");
        assertThat(line.get("series").asInt()).isEqualTo(3);
        assertThat(line.get("data").asInt()).isEqualTo(9);
        assertThat(line.get("kind").asText()).isEqualTo("percentiles");

        JsonNode chart = fed.chart("latency", "");
        same(
                chart.get("together"),
                fed.cloudWatch.distribution("shop", "latency").orElseThrow());
        assertThat(chart.get("period").asInt()).isEqualTo(60);
        assertThat(chart.get("points")).hasSize(3);
        for (int minute = 0; minute < 3; minute++) {
            Instant at = start.plusSeconds(60L * minute);
            assertThat(chart.get("points").get(minute).get("time").asLong()).isEqualTo(at.toEpochMilli());
            same(
                    chart.get("points").get(minute),
                    Distribution.merged(fed.cloudWatch.data().stream()
                            .filter(datum -> datum.timestamp().equals(at))
                            .map(datum -> datum.distribution())
                            .toList()));
        }
        assertThat(chart.get("series")).hasSize(3);
        chart.get("series")
                .forEach(series -> same(
                        series,
                        fed.cloudWatch
                                .distribution(
                                        "shop",
                                        "latency",
                                        Map.of(
                                                "task",
                                                series.at("/dimensions/task").asText()))
                                .orElseThrow()));
    }

    @Test
    void showsOneSeriesOnItsOwn() throws Exception {
        fed.put(latency("a", start, 0, 0), latency("b", start, 0, 1));
        JsonNode b = fed.chart("latency", "").get("series").get(1);
        JsonNode chart = fed.chart("latency", "&series=" + b.get("id").asText());
        assertThat(chart.get("points")).hasSize(1);
        same(
                chart.get("points").get(0),
                fed.cloudWatch
                        .distribution(
                                "shop",
                                "latency",
                                Map.of("task", b.at("/dimensions/task").asText()))
                        .orElseThrow());
        assertThat(chart.get("lines")).isEmpty();
    }

    @Test
    void leavesOutPeriodsInWhichNothingCame() throws Exception {
        for (int step : new int[] {0, 1, 2, 3, 9, 10}) {
            fed.put(value("beat", start.plusSeconds(10L * step), StandardUnit.COUNT, 1));
        }
        JsonNode chart = fed.chart("beat", "");
        assertThat(chart.get("period").asInt()).isEqualTo(10);
        assertThat(chart.get("points"))
                .extracting(point -> (point.get("time").asLong() - start.toEpochMilli()) / 10_000)
                .containsExactly(0L, 1L, 2L, 3L, 9L, 10L);
    }

    /** Longer periods keep a long time readable and small. */
    @Test
    void hasFewPointsHoweverLongTheTimeIs() throws Exception {
        List<MetricDatum> data = new ArrayList<>();
        for (int minute = 0; minute < 900; minute++) {
            data.add(value("long", start.minusSeconds(60L * minute), StandardUnit.COUNT, 1));
        }
        fed.put(data);
        JsonNode all = fed.chart("long", "&minutes=");
        assertThat(all.get("period").asInt()).isEqualTo(600);
        assertThat(all.get("points")).hasSizeBetween(90, 91);
        assertThat(all.at("/together/samples").asInt()).isEqualTo(900);
        JsonNode hour = fed.chart("long", "&minutes=60");
        assertThat(hour.get("period").asInt()).isEqualTo(60);
        assertThat(hour.at("/together/samples").asInt()).isEqualTo(61);
    }

    @Test
    void hasNoPercentilesWhereCloudWatchHasNone() throws Exception {
        fed.put(MetricDatum.builder()
                .metricName("set")
                .timestamp(start)
                .statisticValues(
                        set -> set.sampleCount(3.0).sum(6.0).minimum(1.0).maximum(4.0))
                .build());
        JsonNode together = fed.chart("set", "").get("together");
        assertThat(together.get("average").asDouble()).isEqualTo(2);
        assertThat(together.has("p99")).isFalse();
        assertThat(fed.line("set").get("kind").asText()).isEqualTo("average");
    }

    @Test
    void keepsUnitsApartAndSumsCounts() throws Exception {
        fed.put(
                value("mixed", start, StandardUnit.COUNT, 1),
                value("mixed", start, StandardUnit.COUNT, 1),
                value("mixed", start, StandardUnit.BYTES, 5));
        JsonNode metrics = fed.json("data/metrics").get("metrics");
        assertThat(metrics).extracting(metric -> metric.get("unit").asText()).containsExactly("Bytes", "Count");
        assertThat(metrics).extracting(metric -> metric.get("data").asInt()).containsExactly(1, 2);
        assertThat(metrics).extracting(metric -> metric.get("kind").asText()).containsExactly("average", "sum");
    }

    /** The page's script could draw nothing of "Infinity". */
    @Test
    void hasNumbersAlsoOfWhatIsAsLargeAsCloudWatchTakes() throws Exception {
        fed.put(value("large", start, StandardUnit.COUNT, 1e100));
        assertThat(fed.line("large").get("curve").get(23).isNumber()).isTrue();
        assertThat(fed.line("large").get("curve").get(23).asDouble()).isEqualTo(1e100);
    }

    /** It has no memory of its own. */
    @Test
    void forgetsWhatTheStandInForgets() throws Exception {
        try (Fed small = new Fed(2)) {
            small.put(value("one", start, StandardUnit.COUNT, 1), value("two", start, StandardUnit.COUNT, 1));
            assertThat(small.line("one").get("data").asInt()).isEqualTo(1);
            small.put(value("three", start, StandardUnit.COUNT, 1));
            JsonNode list = small.json("data/metrics");
            assertThat(list.get("metrics"))
                    .extracting(metric -> metric.get("name").asText())
                    .containsExactly("three", "two");
            assertThat(list.get("dropped").asInt()).isEqualTo(1);
        }
    }

    @Test
    void sendsNamesThatLookLikeMarkupAsTheyAre() throws Exception {
        String hostile = "<script>alert(\"1\")</script>'&";
        fed.put(MetricDatum.builder()
                .metricName(hostile)
                .dimensions(Dimension.builder().name(hostile).value(hostile).build())
                .value(1.0)
                .build());
        HttpResponse<String> list = fed.get("data/metrics");
        assertThat(list.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(list.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(fed.line(hostile).get("name").asText()).isEqualTo(hostile);
        assertThat(fed.chart(hostile, "")
                        .at("/series/0/dimensions")
                        .get(hostile)
                        .asText())
                .isEqualTo(hostile);
        assertThat(fed.get("/").body()).doesNotContain("alert(");
    }

    @Test
    void isBoundedInBytesWhateverCame() throws Exception {
        List<MetricDatum> data = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            data.add(value("metric-" + i + "x".repeat(200), start, StandardUnit.COUNT, i));
            data.add(MetricDatum.builder()
                    .metricName("wide")
                    .timestamp(start)
                    .dimensions(Dimension.builder()
                            .name("key")
                            .value("v" + i + "y".repeat(1_000))
                            .build())
                    .value((double) i)
                    .build());
        }
        for (int from = 0; from < data.size(); from += 500) {
            fed.put(data.subList(from, from + 500));
        }
        HttpResponse<String> list = fed.get("data/metrics");
        assertThat(list.body().length()).isLessThan(1_500_000);
        JsonNode json = fed.json("data/metrics");
        assertThat(json.get("metrics")).hasSize(MetricViews.MOST_METRICS);
        assertThat(json.get("more").asInt()).isEqualTo(2_501 - MetricViews.MOST_METRICS);
        assertThat(json.get("series").asInt()).isEqualTo(5_000);

        String id = Ids.of("shop", "wide", "None");
        assertThat(fed.get("data/metric?id=" + id).body().length()).isLessThan(200_000);
        JsonNode chart = fed.json("data/metric?id=" + id);
        assertThat(chart.at("/together/samples").asInt()).isEqualTo(2_500);
        assertThat(chart.get("series")).hasSize(MetricChart.MOST_ROWS);
        assertThat(chart.get("more").asInt()).isEqualTo(2_500 - MetricChart.MOST_ROWS);
        assertThat(chart.get("lines")).hasSize(MetricChart.MOST_LINES);
        assertThat(chart.at("/series/0/dimensions/key").asText())
                .hasSizeLessThan(Cut.VALUE + 30)
                .endsWith("characters)");
    }

    private static void same(JsonNode json, Distribution wanted) {
        assertThat(json.get("samples").asDouble()).isEqualTo(wanted.sampleCount());
        assertThat(json.get("sum").asDouble()).isEqualTo(wanted.sum());
        assertThat(json.get("average").asDouble()).isEqualTo(wanted.average());
        assertThat(json.get("minimum").asDouble()).isEqualTo(wanted.minimum());
        assertThat(json.get("maximum").asDouble()).isEqualTo(wanted.maximum());
        for (int percentile : new int[] {50, 90, 99}) {
            assertThat(json.get("p" + percentile).asDouble())
                    .isEqualTo(wanted.percentile(percentile).orElseThrow());
        }
    }

    private static MetricDatum latency(String task, Instant at, int minute, int shift) {
        List<Double> values = new ArrayList<>();
        List<Double> counts = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            values.add((double) (i * i + shift * 500 + minute));
            counts.add((double) (1 + i * 7 % 11));
        }
        return MetricDatum.builder()
                .metricName("latency")
                .dimensions(Dimension.builder().name("task").value(task).build())
                .timestamp(at)
                .unit(StandardUnit.SECONDS)
                .values(values)
                .counts(counts)
                .build();
    }

    private static MetricDatum value(String name, Instant at, StandardUnit unit, double value) {
        return MetricDatum.builder()
                .metricName(name)
                .timestamp(at)
                .unit(unit)
                .value(value)
                .build();
    }
}
