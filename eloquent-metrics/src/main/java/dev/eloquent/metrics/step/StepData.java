package dev.eloquent.metrics.step;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The data of one step, as they are collected. Meters that have nothing to say leave nothing here. */
final class StepData {
    /** The largest that CloudWatch takes. */
    static final double LARGEST = 0x1p360;

    private static final double SMALLEST = 0x1p-360;

    private final Instant timestamp;
    private final int mostValues;
    private final List<Datum> data = new ArrayList<>();

    /** @param mostValues as many distinct values as a datum may have */
    StepData(Instant timestamp, int mostValues) {
        this.mostValues = mostValues;
        this.timestamp = timestamp;
    }

    List<Datum> data() {
        return data;
    }

    /** @param value not published if it is no number */
    void value(Series series, double value) {
        if (!Double.isNaN(value)) {
            data.add(new Datum(series, timestamp, new double[] {limited(value)}, new double[] {1}));
        }
    }

    /** A sum of nothing is not published. */
    void sum(SeriesNames names, double sum) {
        if (sum != 0) {
            value(names.base(), sum);
            if (names.legacy()) {
                value(names.count(), sum);
            }
        }
    }

    /** @param all of which those are left out that are no number, or CloudWatch would refuse the call */
    void distribution(Series series, Distribution all) {
        Distribution of = numbers(all);
        for (int from = 0; from < of.size(); from += mostValues) {
            int to = Math.min(of.size(), from + mostValues);
            double[] values = Arrays.copyOfRange(of.values(), from, to);
            for (int i = 0; i < values.length; i++) {
                values[i] = limited(values[i]);
            }
            data.add(new Datum(series, timestamp, values, Arrays.copyOfRange(of.counts(), from, to)));
        }
    }

    private static Distribution numbers(Distribution all) {
        double[] values = all.values();
        if (DoubleStream.of(values).noneMatch(Double::isNaN)) {
            return all;
        }
        int[] numbers = IntStream.range(0, values.length)
                .filter(at -> !Double.isNaN(values[at]))
                .toArray();
        return new Distribution(
                IntStream.of(numbers).mapToDouble(at -> values[at]).toArray(),
                IntStream.of(numbers).mapToDouble(at -> all.counts()[at]).toArray());
    }

    /** Micrometer's four. */
    void summary(SeriesNames names, long count, double total, double max) {
        value(names.sum(), total);
        value(names.count(), (double) count);
        if (count > 0) {
            value(names.avg(), total / count);
            value(names.max(), max);
        }
    }

    private static double limited(double value) {
        return Math.abs(value) < SMALLEST ? 0 : Math.max(-LARGEST, Math.min(LARGEST, value));
    }
}
