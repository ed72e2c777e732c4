package dev.eloquent.local.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.eloquent.local.otlp.InstrumentationScope;
import dev.eloquent.local.otlp.MetricPoint;
import dev.eloquent.local.otlp.PointValue;
import dev.eloquent.local.otlp.PointValue.Buckets;
import dev.eloquent.local.otlp.PointValue.ExponentialHistogram;
import dev.eloquent.local.otlp.PointValue.Gauge;
import dev.eloquent.local.otlp.PointValue.Histogram;
import dev.eloquent.local.otlp.PointValue.Sum;
import dev.eloquent.local.otlp.PointValue.Summary;
import dev.eloquent.local.otlp.Temporality;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenTelemetry's exporter sends seldom or never, but anybody can. */
final class OtlpDataTest {
    private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");
    private static final Instant END = START.plusSeconds(3_600);

    @Test
    void countsWhatCameTwiceOnce() {
        assertThat(sums(true, sum(1, 5), sum(2, 8), sum(2, 8), sum(1, 5), sum(3, 9)))
                .containsExactly(5.0, 3.0, 1.0);
        MetricPoint delta = point(1, new Sum(5, true, Temporality.DELTA));
        assertThat(sums(true, delta, delta)).containsExactly(5.0);
    }

    /** What is less than before has begun again, also where no start says so. */
    @Test
    void countsFromAnewWhatBecameLess() {
        assertThat(sums(true, sum(1, 5), sum(2, 2), sum(3, 4))).containsExactly(5.0, 2.0, 2.0);
    }

    /** Else the first that is kept would be a peak of all that was dropped. */
    @Test
    void theFirstIsNoCountWhereOlderOnesWereDropped() {
        assertThat(sums(false, sum(1, 1_000), sum(2, 1_002))).containsExactly(2.0);
        assertThat(sums(false, point(1, new Gauge(7)))).containsExactly(7.0);
        assertThat(sums(false, point(1, new Sum(7, true, Temporality.DELTA)))).containsExactly(7.0);
    }

    @Test
    void averagesSummaries() {
        List<Datum> data =
                data(point(1, new Summary(2, 10, Map.of(0.5, 4.0))), point(2, new Summary(5, 40, Map.of(0.5, 4.0))));
        assertThat(data).extracting(datum -> datum.spread().samples()).containsExactly(2.0, 3.0);
        assertThat(data).extracting(datum -> datum.spread().sum()).containsExactly(10.0, 30.0);
        assertThat(data.get(1).spread().percentile(50)).isEmpty();
        assertThat(data.get(1).spread().wide()).isFalse();
    }

    @Test
    void guessesExtremesFromTheBucketsWhereNoneWereSent() {
        Spread spread = only(histogram(3, List.of(1.0, 10.0), List.of(1L, 1L, 1L)));
        assertThat(spread.minimum()).isZero();
        assertThat(spread.maximum()).isEqualTo(10);
        assertThat(spread.percentile(50)).hasValueCloseTo(5.5, within(1e-9));
    }

    @Test
    void knowsThatNegativeBucketsLieBelowThePositive() {
        Spread spread = only(new ExponentialHistogram(
                4,
                0,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                0,
                2,
                0,
                new Buckets(1, List.of(1L)),
                new Buckets(1, List.of(1L)),
                Temporality.DELTA));
        assertThat(spread.minimum()).isEqualTo(-4);
        assertThat(spread.maximum()).isEqualTo(4);
        assertThat(spread.percentile(50).orElseThrow()).isCloseTo(0, within(1e-9));
        assertThat(spread.percentile(90).orElseThrow()).isBetween(2.0, 4.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300})
    void leavesOutWhatNoChartCouldShow(double value) {
        assertThat(data(point(1, new Gauge(value)), point(2, new Sum(value, true, Temporality.CUMULATIVE))))
                .isEmpty();
    }

    @Test
    void leavesOutWhatHasNoTimeOrOneFarAhead() {
        assertThat(OtlpData.of(
                        List.of(at(Instant.EPOCH, new Gauge(1)), at(END.plusSeconds(1), new Gauge(1))), true, END))
                .isEmpty();
    }

    /** All numbers that come of it can be written as JSON. */
    @Test
    void copesWithHistogramsThatContradictThemselves() {
        OptionalDouble none = OptionalDouble.empty();
        List<PointValue> strange = List.of(
                histogram(-3, List.of(1.0), List.of(1L, -4L)),
                histogram(5, List.of(Double.NaN), List.of(1L, 4L)),
                histogram(5, List.of(3.0, 1.0), List.of(1L, 2L, 2L)),
                histogram(5, List.of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY), List.of(1L, 2L, 2L)),
                new Histogram(
                        2,
                        3,
                        OptionalDouble.of(9),
                        OptionalDouble.of(1),
                        List.of(2.0),
                        List.of(1L, 1L),
                        Temporality.DELTA),
                exponential(Integer.MIN_VALUE, none),
                exponential(Integer.MAX_VALUE, none),
                exponential(-20, none),
                exponential(0, OptionalDouble.of(Double.NaN)));
        for (int i = 0; i < strange.size(); i++) {
            for (Datum datum : data(point(1, strange.get(i)))) {
                String json = new MetricChart(
                                Metric.of(List.of(datum)).get(0), Optional.empty(), new TimeAxis(START, END, 60))
                        .write()
                        .toString();
                assertThat(json).as("%d", i).contains("samples").doesNotContain("NaN", "Infinity");
            }
        }
    }

    /** Its scale has no place between the two: what is known of the whole time serves. */
    @Test
    void showsTheWholeTimeWhereBucketsCannotBeCompared() {
        List<Datum> data = data(
                point(1, cumulative(5, List.of(1.0, 2.0), List.of(1L, 2L, 2L))),
                point(2, cumulative(7, List.of(1.5), List.of(3L, 4L))));
        assertThat(data.get(1).spread().samples()).isEqualTo(2);
        assertThat(data.get(1).spread().percentile(50)).isPresent();
    }

    private static ExponentialHistogram exponential(int scale, OptionalDouble min) {
        return new ExponentialHistogram(
                6,
                1,
                min,
                OptionalDouble.empty(),
                scale,
                1,
                Double.NaN,
                new Buckets(Integer.MAX_VALUE, List.of(1L, 1L, 1L)),
                new Buckets(Integer.MIN_VALUE, List.of(1L, 1L)),
                Temporality.DELTA);
    }

    private static Histogram histogram(long count, List<Double> bounds, List<Long> counts) {
        return new Histogram(
                count, 12, OptionalDouble.empty(), OptionalDouble.empty(), bounds, counts, Temporality.DELTA);
    }

    private static Histogram cumulative(long count, List<Double> bounds, List<Long> counts) {
        return new Histogram(
                count, 12, OptionalDouble.empty(), OptionalDouble.empty(), bounds, counts, Temporality.CUMULATIVE);
    }

    private static Spread only(PointValue value) {
        List<Datum> data = data(point(1, value));
        assertThat(data).hasSize(1);
        return data.get(0).spread();
    }

    private static MetricPoint sum(int second, double value) {
        return point(second, new Sum(value, true, Temporality.CUMULATIVE));
    }

    private static MetricPoint point(int second, PointValue value) {
        return at(START.plusSeconds(second), value);
    }

    private static MetricPoint at(Instant time, PointValue value) {
        return new MetricPoint(
                "metric",
                "",
                "",
                value,
                START,
                time,
                Map.of("route", "/"),
                Map.of("service.name", "shop"),
                new InstrumentationScope("", "", Map.of()));
    }

    private static List<Datum> data(MetricPoint... points) {
        return OtlpData.of(List.of(points), true, END);
    }

    private static List<Double> sums(boolean complete, MetricPoint... points) {
        return OtlpData.of(List.of(points), complete, END).stream()
                .map(datum -> datum.spread().sum())
                .toList();
    }
}
