package dev.eloquent.local.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A metric in the list: what it is, and how its average went of late. */
final class MetricLine {
    /** How many numbers the small curve has. */
    private static final int CURVE = 24;

    private static final Duration CURVE_TIME = Duration.ofMinutes(30);

    private MetricLine() {}

    static void write(Metric metric, Instant end, ObjectNode json) {
        json.put("id", metric.id())
                .put("source", metric.name().source().toString())
                .put("namespace", Cut.to(metric.name().namespace(), Cut.NAME))
                .put("name", Cut.to(metric.name().name(), Cut.NAME))
                .put("unit", Cut.to(metric.name().unit(), Cut.NAME))
                .put("series", metric.series().size())
                .put("data", metric.size())
                .put("latest", metric.latest().toEpochMilli())
                .put("kind", kind(metric));
        curve(metric, end, json.putArray("curve"));
    }

    /**
     * What is best shown of it: percentiles if any datum has several values, the sum of what is counted, else the average.
     */
    private static String kind(Metric metric) {
        for (Metric.Series series : metric.series()) {
            for (Datum datum : series.data()) {
                if (datum.spread().wide()) {
                    return "percentiles";
                }
            }
        }
        return metric.series().stream()
                        .allMatch(series -> series.data().stream().allMatch(Datum::increment))
                ? "sum"
                : "average";
    }

    /** Averages over time; null where nothing came. */
    private static void curve(Metric metric, Instant end, ArrayNode json) {
        double[] sums = new double[CURVE];
        double[] counts = new double[CURVE];
        Instant start = end.minus(CURVE_TIME);
        double each = CURVE_TIME.toMillis() / (double) CURVE;
        for (Metric.Series series : metric.series()) {
            add(series.data(), start, each, sums, counts);
        }
        for (int i = 0; i < CURVE; i++) {
            if (counts[i] == 0) {
                json.addNull();
            } else {
                add(sums[i] / counts[i], json);
            }
        }
    }

    /** A float says enough, in half of the characters, unless it cannot say it at all. */
    private static void add(double average, ArrayNode json) {
        if (Math.abs(average) < Float.MAX_VALUE) {
            json.add((float) average);
        } else {
            json.add(average);
        }
    }

    private static void add(List<Datum> data, Instant start, double each, double[] sums, double[] counts) {
        for (Datum datum : data) {
            double place = Math.ceil((datum.timestamp().toEpochMilli() - start.toEpochMilli()) / each) - 1;
            if (place >= 0 && place < CURVE) {
                sums[(int) place] += datum.spread().sum();
                counts[(int) place] += datum.spread().samples();
            }
        }
    }
}
