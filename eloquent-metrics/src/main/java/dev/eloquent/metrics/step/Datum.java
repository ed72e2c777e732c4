package dev.eloquent.metrics.step;

import java.time.Instant;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/** What a series has to say of a step. Nobody changes the arrays. */
public final class Datum {
    private final Series series;
    private final Instant timestamp;
    private final double[] values;
    private final double[] counts;
    private final int bytes;

    public Datum(Series series, Instant timestamp, double[] values, double[] counts) {
        this.series = series;
        this.timestamp = timestamp;
        this.values = values;
        this.counts = counts;
        this.bytes = Cbor.DATUM + series.bytes() + numbers();
    }

    /** The most that it takes on the wire. */
    public int bytes() {
        return bytes;
    }

    public Series series() {
        return series;
    }

    public Instant timestamp() {
        return timestamp;
    }

    public double[] values() {
        return values;
    }

    public double[] counts() {
        return counts;
    }

    /** Whether it is a single value, of which there was one. */
    public boolean isOne() {
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

    public MetricDatum toSdk(Boxes boxes) {
        MetricDatum.Builder datum = MetricDatum.builder()
                .metricName(series.name())
                .dimensions(series.dimensions())
                .timestamp(timestamp)
                .unit(series.unit())
                .storageResolution(series.resolution());
        if (isOne()) {
            return datum.value(values[0]).build();
        }
        return datum.values(boxes.of(values)).counts(boxes.of(counts)).build();
    }
}
