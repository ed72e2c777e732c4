package dev.eloquent.local.page;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Samples of which is known between which bounds they lie. Within a bucket they are taken to be spread evenly, so that a
 * percentile is wrong by the width of its bucket at most.
 *
 * @param minimum NaN if it is not known
 * @param maximum NaN if it is not known
 * @param counts none if only the number of samples and their sum are known
 */
record Buckets(double samples, double sum, double minimum, double maximum, Map<Bounds, Double> counts)
        implements Spread {
    /** More than a double has bits. */
    private static final int HALVINGS = 80;

    /** Sums of parts of counts may differ by their rounding. */
    private static final double ROUNDING = 1e-12;

    /**
     * Of what was sent.
     *
     * @param min the least, of these samples or of more; nothing if it was not sent
     * @param max as {@code min}
     */
    static Buckets of(double samples, double sum, OptionalDouble min, OptionalDouble max, Map<Bounds, Double> counts) {
        Bounds lowest = counts.keySet().stream().min(Comparator.naturalOrder()).orElse(Bounds.NONE);
        Bounds highest = counts.keySet().stream()
                .max(Comparator.comparingDouble(Bounds::upper).thenComparingDouble(Bounds::lower))
                .orElse(Bounds.NONE);
        double least = min.isPresent() ? Math.max(lowest.least(), min.getAsDouble()) : lowest.leastKnown();
        double most = max.isPresent() ? Math.min(highest.most(), max.getAsDouble()) : highest.mostKnown();
        boolean known = Double.isFinite(least) && Double.isFinite(most);
        return new Buckets(samples, sum, least, most, known ? counts : Map.of());
    }

    /** All of these together. */
    static Buckets merged(List<Buckets> parts) {
        boolean known = parts.stream().noneMatch(part -> part.counts.isEmpty());
        Map<Bounds, Double> counts = new HashMap<>();
        double samples = 0;
        double sum = 0;
        double minimum = Double.POSITIVE_INFINITY;
        double maximum = Double.NEGATIVE_INFINITY;
        for (Buckets part : parts) {
            samples += part.samples;
            sum += part.sum;
            minimum = Math.min(minimum, part.minimum);
            maximum = Math.max(maximum, part.maximum);
            if (known) {
                part.counts.forEach((bounds, count) -> counts.merge(bounds, count, Double::sum));
            }
        }
        return new Buckets(samples, sum, minimum, maximum, counts);
    }

    @Override
    public boolean wide() {
        return !counts.isEmpty() && minimum < maximum;
    }

    /** By halving: buckets of different senders may overlap, and what lies below a value only grows with it. */
    @Override
    public OptionalDouble percentile(int percentile) {
        if (counts.isEmpty()) {
            return OptionalDouble.empty();
        }
        double wanted = below(Double.POSITIVE_INFINITY) * (percentile / 100.0 - ROUNDING);
        double low = minimum;
        double high = maximum;
        if (below(low) >= wanted) {
            return OptionalDouble.of(low);
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = low + (high - low) / 2;
            if (below(middle) >= wanted) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return OptionalDouble.of(high);
    }

    /** How many samples are at most so great. */
    private double below(double value) {
        double all = 0;
        for (Map.Entry<Bounds, Double> bucket : counts.entrySet()) {
            all += bucket.getValue() * bucket.getKey().part(value, minimum, maximum);
        }
        return all;
    }
}
