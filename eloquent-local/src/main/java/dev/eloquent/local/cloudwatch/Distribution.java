package dev.eloquent.local.cloudwatch;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * What was measured, as it came or merged: values, and how often each occurred. Where a StatisticSet is among it, only
 * its four numbers are known. Has at least one sample. Immutable.
 */
public final class Distribution {
    /** Sums of counts that are no whole numbers may differ by their rounding. */
    private static final double ROUNDING = 1e-12;

    private final double[] values;
    private final double[] counts;
    private final boolean valuesKnown;
    private final double sampleCount;
    private final double sum;
    private final double minimum;
    private final double maximum;

    private Distribution(
            double[] values,
            double[] counts,
            boolean valuesKnown,
            double sampleCount,
            double sum,
            double minimum,
            double maximum) {
        this.values = values;
        this.counts = counts;
        this.valuesKnown = valuesKnown;
        this.sampleCount = sampleCount;
        this.sum = sum;
        this.minimum = minimum;
        this.maximum = maximum;
    }

    /** At least one value, each with a count above 0; not copied. */
    static Distribution ofValues(double[] values, double[] counts) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * counts[i];
        }
        return new Distribution(
                values,
                counts,
                true,
                DoubleStream.of(counts).sum(),
                sum,
                DoubleStream.of(values).min().orElseThrow(),
                DoubleStream.of(values).max().orElseThrow());
    }

    /** A StatisticSet, of which all samples are known if they are one, or all the same. */
    static Distribution ofStatistics(double sampleCount, double sum, double minimum, double maximum) {
        boolean known = minimum == maximum && sum == minimum * sampleCount;
        return new Distribution(
                known ? new double[] {minimum} : new double[0],
                known ? new double[] {sampleCount} : new double[0],
                known,
                sampleCount,
                sum,
                minimum,
                maximum);
    }

    /**
     * All of these together, as CloudWatch does it over data, periods and dimension sets.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Distribution merged(Collection<Distribution> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one distribution to merge");
        }
        TreeMap<Double, Double> weights = new TreeMap<>();
        parts.forEach(part -> part.addTo(weights));
        return new Distribution(
                weights.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                weights.values().stream().mapToDouble(Double::doubleValue).toArray(),
                parts.stream().allMatch(Distribution::valuesKnown),
                parts.stream().mapToDouble(Distribution::sampleCount).sum(),
                parts.stream().mapToDouble(Distribution::sum).sum(),
                parts.stream().mapToDouble(Distribution::minimum).min().orElseThrow(),
                parts.stream().mapToDouble(Distribution::maximum).max().orElseThrow());
    }

    private void addTo(Map<Double, Double> weights) {
        for (int i = 0; i < values.length; i++) {
            weights.merge(values[i], counts[i], Double::sum);
        }
    }

    /** How many were measured. */
    public double sampleCount() {
        return sampleCount;
    }

    /** The sum of all. */
    public double sum() {
        return sum;
    }

    /** The least. */
    public double minimum() {
        return minimum;
    }

    /** The greatest. */
    public double maximum() {
        return maximum;
    }

    /** The arithmetic mean. */
    public double average() {
        return sum / sampleCount;
    }

    /**
     * Whether all values are known. Those of a StatisticSet are if it has one sample, or if minimum and maximum are the
     * same and the sum agrees; merged ones if those of all parts are.
     */
    public boolean valuesKnown() {
        return valuesKnown;
    }

    /** The values in the order in which they came; merged, in ascending order, each once. Those that are known. */
    public List<Double> values() {
        return DoubleStream.of(values).boxed().toList();
    }

    /** How many values are known. */
    int size() {
        return values.length;
    }

    /** How often each of {@link #values} occurred, in the same order. */
    public List<Double> counts() {
        return DoubleStream.of(counts).boxed().toList();
    }

    /**
     * A percentile by nearest rank: the least value that came such that it and all below it are at least so many per cent
     * of the samples. Nothing is interpolated, so that the answer is always one of the values that were sent, and the
     * error is that of the sender's rounding alone. CloudWatch does not publish how it does it.
     *
     * @param percentile 0 (the minimum) to 100 (the maximum), such as 99.9
     * @return nothing, as at CloudWatch, if not all {@linkplain #valuesKnown values are known}, or if one is negative
     */
    public OptionalDouble percentile(double percentile) {
        if (!(percentile >= 0 && percentile <= 100)) {
            throw new IllegalArgumentException("percentile must be from 0 to 100, was " + percentile);
        }
        if (!valuesKnown || minimum < 0) {
            return OptionalDouble.empty();
        }
        TreeMap<Double, Double> weights = new TreeMap<>();
        addTo(weights);
        double wanted = sampleCount * percentile / 100 - sampleCount * ROUNDING;
        double passed = 0;
        for (Map.Entry<Double, Double> weight : weights.entrySet()) {
            passed += weight.getValue();
            if (passed >= wanted) {
                return OptionalDouble.of(weight.getKey());
            }
        }
        return OptionalDouble.of(maximum);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Distribution distribution
                && Arrays.equals(values, distribution.values)
                && Arrays.equals(counts, distribution.counts)
                && sampleCount == distribution.sampleCount
                && sum == distribution.sum
                && minimum == distribution.minimum
                && maximum == distribution.maximum;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new double[] {sampleCount, sum, minimum, maximum});
    }

    @Override
    public String toString() {
        return "Distribution[sampleCount=" + sampleCount + ", sum=" + sum + ", minimum=" + minimum + ", maximum="
                + maximum + "]";
    }
}
