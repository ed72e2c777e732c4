package dev.eloquent.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/** What the SDK is told of what it sent. */
final class LocalCloudWatchQueryTest {
    private final Instant nine = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(2));

    private final LocalCloudWatch cloudWatch =
            LocalCloudWatch.region("eu-central-1").start();
    private final CloudWatchClient client = SdkClient.of(cloudWatch);

    @AfterEach
    void close() {
        client.close();
        cloudWatch.close();
    }

    @Test
    void listsMetricsByNamespaceNameAndDimensions() {
        put(datum("a", 0, dimension("route", "/x")).value(1.0).build());
        put(datum("a", 60, dimension("route", "/x")).value(1.0).build());
        put(datum("a", 0, dimension("route", "/y")).value(1.0).build());
        put(datum("b", 0).value(1.0).build());

        assertThat(client.listMetrics(r -> r.namespace("shop")).metrics())
                .extracting(Metric::metricName)
                .containsExactly("a", "a", "b");
        assertThat(client.listMetrics(r -> r.metricName("a")
                                .dimensions(List.of(
                                        DimensionFilter.builder().name("route").build())))
                        .metrics())
                .extracting(metric -> metric.dimensions().get(0).value())
                .containsExactly("/x", "/y");
        assertThat(client.listMetrics(r -> r.dimensions(List.of(DimensionFilter.builder()
                                .name("route")
                                .value("/y")
                                .build())))
                        .metrics())
                .hasSize(1);
        assertThat(client.listMetrics(r -> r.namespace("other")).metrics()).isEmpty();
    }

    @Test
    void listsInPages() {
        put(IntStream.range(0, 700)
                .mapToObj(i -> datum("m" + i, 0).value(1.0).build())
                .toArray(MetricDatum[]::new));
        assertThat(client.listMetrics().metrics()).hasSize(500);
        assertThat(client.listMetricsPaginator().metrics())
                .extracting(Metric::metricName)
                .hasSize(700)
                .doesNotHaveDuplicates();
        assertThatThrownBy(() -> client.listMetrics(r -> r.nextToken("?")))
                .isInstanceOfSatisfying(
                        CloudWatchException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidNextToken"));
    }

    @Test
    void tellsStatisticsOfEachPeriodFromValuesAndCounts() {
        put(
                datum("latency", 10).values(1.0, 2.0).counts(98.0, 2.0).build(),
                datum("latency", 59).values(3.0).build(),
                datum("latency", 60).value(5.0).build(),
                datum("latency", 120).value(9.0).build());

        GetMetricStatisticsResponse told = client.getMetricStatistics(r -> r.namespace("shop")
                .metricName("latency")
                .startTime(nine)
                .endTime(nine.plusSeconds(120))
                .period(60)
                .statistics(
                        Statistic.SUM, Statistic.AVERAGE, Statistic.MINIMUM, Statistic.MAXIMUM, Statistic.SAMPLE_COUNT)
                .extendedStatistics("p50", "p99", "p99.9"));

        assertThat(told.label()).isEqualTo("latency");
        assertThat(told.datapoints()).hasSize(2);
        Datapoint first = told.datapoints().get(0);
        assertThat(first.timestamp()).isEqualTo(nine);
        assertThat(first.unit()).isEqualTo(StandardUnit.NONE);
        assertThat(first.sampleCount()).isEqualTo(101);
        assertThat(first.sum()).isEqualTo(105);
        assertThat(first.average()).isEqualTo(105.0 / 101);
        assertThat(first.minimum()).isEqualTo(1);
        assertThat(first.maximum()).isEqualTo(3);
        assertThat(first.extendedStatistics()).isEqualTo(Map.of("p50", 1.0, "p99", 2.0, "p99.9", 3.0));
        assertThat(told.datapoints().get(1).sum()).isEqualTo(5);
    }

    @Test
    void keepsUnitsAndDimensionsApart() {
        put(
                datum("a", 0).unit(StandardUnit.SECONDS).value(1.0).build(),
                datum("a", 0).unit(StandardUnit.COUNT).value(2.0).build(),
                datum("a", 0, dimension("task", "1")).value(4.0).build());

        assertThat(sums(null)).containsExactly(2.0, 1.0);
        assertThat(sums(StandardUnit.SECONDS)).containsExactly(1.0);
        assertThat(sums(StandardUnit.BYTES)).isEmpty();
    }

    @Test
    void tellsNoPercentilesOfAStatisticSet() {
        put(datum("a", 0)
                .statisticValues(
                        set -> set.sampleCount(2.0).sum(3.0).minimum(1.0).maximum(2.0))
                .build());
        assertThat(client.getMetricStatistics(r -> r.namespace("shop")
                                .metricName("a")
                                .startTime(nine)
                                .endTime(nine.plusSeconds(60))
                                .period(60)
                                .statistics(Statistic.SUM)
                                .extendedStatistics("p50"))
                        .datapoints())
                .singleElement()
                .satisfies(point -> {
                    assertThat(point.sum()).isEqualTo(3);
                    assertThat(point.extendedStatistics()).isEmpty();
                });
        assertThat(values("p50", 60, ScanBy.TIMESTAMP_ASCENDING)).isEmpty();
    }

    @Test
    void answersSeveralQueriesAtOnce() {
        put(
                datum("a", 0).value(1.0).build(),
                datum("a", 60).value(3.0).build(),
                datum("b", 0).value(7.0).build());

        var results = client.getMetricData(r -> r.startTime(nine)
                        .endTime(nine.plusSeconds(300))
                        .metricDataQueries(
                                query("a1", "a", "Maximum", 60),
                                query("a2", "a", "p100", 300),
                                query("b1", "b", "Sum", 60).toBuilder()
                                        .label("B")
                                        .build(),
                                query("c1", "c", "Sum", 60)))
                .metricDataResults();

        assertThat(results).extracting(result -> result.id()).containsExactly("a1", "a2", "b1", "c1");
        assertThat(results).extracting(result -> result.label()).containsExactly("a", "a", "B", "c");
        assertThat(results.get(0).timestamps()).containsExactly(nine.plusSeconds(60), nine);
        assertThat(results.get(0).values()).containsExactly(3.0, 1.0);
        assertThat(results.get(1).values()).containsExactly(3.0);
        assertThat(results.get(2).values()).containsExactly(7.0);
        assertThat(results.get(3).values()).isEmpty();
        assertThat(results).allMatch(result -> result.statusCodeAsString().equals("Complete"));
    }

    /** What was not sent as high resolution is kept by the minute, as at AWS. */
    @Test
    void tellsHighResolutionBySeconds() {
        put(
                datum("a", 61).storageResolution(1).value(1.0).build(),
                datum("a", 65).storageResolution(1).value(2.0).build(),
                datum("a", 69).value(4.0).build());
        assertThat(values("Sum", 5, ScanBy.TIMESTAMP_ASCENDING)).containsExactly(5.0, 2.0);
        assertThat(values("Sum", 60, ScanBy.TIMESTAMP_ASCENDING)).containsExactly(7.0);
    }

    @Test
    void refusesWhatItCannotTell() {
        assertThatThrownBy(() -> values("tm99", 60, ScanBy.TIMESTAMP_ASCENDING))
                .isInstanceOf(CloudWatchException.class)
                .hasMessageContaining(
                        "This stand-in knows SampleCount, Average, Sum, Minimum, Maximum and percentiles");
        assertThatThrownBy(() -> values("Sum", 7, ScanBy.TIMESTAMP_ASCENDING))
                .hasMessageContaining("must be 1, 5, 10, 20, 30 or a multiple of 60.");
        assertThatThrownBy(() -> client.getMetricData(r -> r.startTime(nine)
                        .endTime(nine.plusSeconds(60))
                        .metricDataQueries(MetricDataQuery.builder()
                                .id("e1")
                                .expression("SUM(METRICS())")
                                .build())))
                .hasMessageContaining(
                        "The query e1 must have a MetricStat: this stand-in does not compute expressions.");
        assertThatThrownBy(() -> client.getMetricStatistics(r -> r.namespace("shop")
                        .metricName("a")
                        .startTime(nine)
                        .endTime(nine.plus(Duration.ofDays(2)))
                        .period(60)
                        .statistics(Statistic.SUM)))
                .isInstanceOf(InvalidParameterCombinationException.class)
                .hasMessageContaining("You have requested up to 2880 datapoints, which exceeds the limit of 1440.");
        assertThatThrownBy(() -> client.getMetricStatistics(r -> r.namespace("shop")
                        .metricName("a")
                        .startTime(nine)
                        .endTime(nine)
                        .period(60)
                        .statistics(Statistic.SUM)))
                .hasMessageContaining("The parameter StartTime must not equal parameter EndTime.");
        assertThatThrownBy(() -> client.getMetricStatistics(r -> r.namespace("shop")
                        .metricName("a")
                        .startTime(nine)
                        .endTime(nine.plusSeconds(60))
                        .period(60)
                        .extendedStatistics("p101")))
                .isInstanceOf(InvalidParameterValueException.class);
        assertThatThrownBy(() -> client.describeAlarms()).isInstanceOfSatisfying(CloudWatchException.class, e -> {
            assertThat(e.statusCode()).isEqualTo(404);
            assertThat(e.awsErrorDetails().errorMessage())
                    .startsWith("this stand-in serves POST of /service/GraniteServiceVersion20100801/operation/");
        });
    }

    private List<Double> sums(StandardUnit unit) {
        return client
                .getMetricStatistics(r -> r.namespace("shop")
                        .metricName("a")
                        .startTime(nine)
                        .endTime(nine.plusSeconds(60))
                        .period(60)
                        .unit(unit)
                        .statistics(Statistic.SUM))
                .datapoints()
                .stream()
                .map(Datapoint::sum)
                .toList();
    }

    private List<Double> values(String stat, int period, ScanBy order) {
        return client.getMetricData(r -> r.startTime(nine)
                        .endTime(nine.plusSeconds(300))
                        .scanBy(order)
                        .metricDataQueries(query("q", "a", stat, period)))
                .metricDataResults()
                .get(0)
                .values();
    }

    private static MetricDataQuery query(String id, String name, String stat, int period) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(m -> m.metric(metric -> metric.namespace("shop").metricName(name))
                        .stat(stat)
                        .period(period))
                .build();
    }

    private void put(MetricDatum... data) {
        client.putMetricData(r -> r.namespace("shop").metricData(data));
    }

    private MetricDatum.Builder datum(String name, int second, Dimension... dimensions) {
        return MetricDatum.builder().metricName(name).dimensions(dimensions).timestamp(nine.plusSeconds(second));
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }
}
