package dev.eloquent.local.otlp;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What a point of a metric says; whole numbers beyond 2 to the 53rd are rounded. */
public sealed interface PointValue {
    /**
     * What it was at that time.
     *
     * @param value as it is
     */
    record Gauge(double value) implements PointValue {}

    /**
     * A count or a sum.
     *
     * @param value since when, the temporality says
     * @param monotonic whether it only grows
     */
    record Sum(double value, boolean monotonic, Temporality temporality) implements PointValue {}

    /**
     * How values are spread over buckets with given bounds.
     *
     * @param bounds the upper ones, inclusive and ascending; the last bucket has none
     * @param counts one more than there are bounds, or none where only count and sum were sent
     * @param sum 0 where none was sent
     */
    record Histogram(
            long count,
            double sum,
            OptionalDouble min,
            OptionalDouble max,
            List<Double> bounds,
            List<Long> counts,
            Temporality temporality)
            implements PointValue {
        /** Copies the lists. */
        public Histogram {
            bounds = List.copyOf(bounds);
            counts = List.copyOf(counts);
        }
    }

    /**
     * How values are spread over buckets whose bounds are powers of 2 to the power of 2 to the minus {@code scale}.
     *
     * @param zeroCount how many were zero, or as near as {@code zeroThreshold}
     * @param sum 0 where none was sent
     */
    record ExponentialHistogram(
            long count,
            double sum,
            OptionalDouble min,
            OptionalDouble max,
            int scale,
            long zeroCount,
            double zeroThreshold,
            Buckets positive,
            Buckets negative,
            Temporality temporality)
            implements PointValue {}

    /**
     * The buckets of one sign.
     *
     * @param offset the exponent of the lower bound of the first one
     * @param counts one after the other
     */
    record Buckets(int offset, List<Long> counts) {
        static final Buckets NONE = new Buckets(0, List.of());

        /** Copies the list. */
        public Buckets {
            counts = List.copyOf(counts);
        }
    }

    /**
     * Quantiles that were worked out where it came from.
     *
     * @param quantiles values by their quantiles, from 0 to 1
     */
    record Summary(long count, double sum, Map<Double, Double> quantiles) implements PointValue {
        /** Copies the map. */
        public Summary {
            quantiles = Map.copyOf(quantiles);
        }
    }
}
