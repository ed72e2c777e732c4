package dev.eloquent.metrics.cloudwatch;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/** What a series has to say of a step. Nobody changes the arrays. */
final class Datum {
    private final Series series;
    private final Instant timestamp;
    private final double[] values;
    private final double[] counts;
    private final int bytes;

    Datum(Series series, Instant timestamp, double[] values, double[] counts) {
        this.series = series;
        this.timestamp = timestamp;
        this.values = values;
        this.counts = counts;
        this.bytes = Cbor.DATUM + series.bytes() + numbers();
    }

    /** The most that it takes on the wire. */
    int bytes() {
        return bytes;
    }

    Series series() {
        return series;
    }

    Instant timestamp() {
        return timestamp;
    }

    double[] values() {
        return values;
    }

    double[] counts() {
        return counts;
    }

    private boolean isOne() {
        return values.length == 1 && counts[0] == 1;
    }

    private int numbers() {
        if (isOne()) {
            return Cbor.VALUE + Cbor.number(values[0]);
        }
        int sum = Cbor.ARRAYS;
        for (int i = 0; i < values.length; i++) {
            sum += Cbor.number(values[i]) + Cbor.number(counts[i]);
        }
        return sum;
    }

    MetricDatum toSdk() {
        MetricDatum.Builder datum = MetricDatum.builder()
                .metricName(series.name())
                .dimensions(series.dimensions())
                .timestamp(timestamp)
                .unit(series.unit())
                .storageResolution(series.resolution());
        if (isOne()) {
            return datum.value(values[0]).build();
        }
        return datum.values(boxed(values)).counts(boxed(counts)).build();
    }

    private static List<Double> boxed(double[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }
}
