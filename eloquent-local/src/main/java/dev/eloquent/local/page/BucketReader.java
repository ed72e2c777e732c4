package dev.eloquent.local.page;

import dev.eloquent.local.otlp.PointValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The buckets of a histogram that have any samples. */
final class BucketReader {
    private final Map<Bounds, Double> counts = new HashMap<>();

    private BucketReader() {}

    /**
     * Of either kind; nothing of what is no histogram, or has no buckets.
     *
     * @param scale of an exponential one, at most its own: with each step down two buckets are one
     */
    static Map<Bounds, Double> read(PointValue value, int scale) {
        BucketReader reader = new BucketReader();
        if (value instanceof PointValue.Histogram histogram
                && !histogram.bounds().isEmpty()) {
            reader.explicit(histogram);
        } else if (value instanceof PointValue.ExponentialHistogram histogram) {
            reader.exponential(histogram, scale);
        }
        return reader.counts;
    }

    private void explicit(PointValue.Histogram histogram) {
        List<Double> bounds = histogram.bounds();
        for (int i = 0; i < histogram.counts().size(); i++) {
            add(
                    i == 0 ? Double.NEGATIVE_INFINITY : bounds.get(i - 1),
                    i == bounds.size() ? Double.POSITIVE_INFINITY : bounds.get(i),
                    histogram.counts().get(i));
        }
    }

    private void exponential(PointValue.ExponentialHistogram histogram, int scale) {
        int shift = (int) Math.min(Long.SIZE - 1, (long) histogram.scale() - scale);
        double zero = histogram.zeroThreshold() > 0 ? histogram.zeroThreshold() : 0;
        add(-zero, zero, histogram.zeroCount());
        for (int sign : new int[] {1, -1}) {
            PointValue.Buckets buckets = sign > 0 ? histogram.positive() : histogram.negative();
            for (int i = 0; i < buckets.counts().size(); i++) {
                long index = ((long) buckets.offset() + i) >> shift;
                double small = sign * bound(index, scale);
                double large = sign * bound(index + 1, scale);
                add(
                        Math.min(small, large),
                        Math.max(small, large),
                        buckets.counts().get(i));
            }
        }
    }

    private static double bound(long index, int scale) {
        return Math.pow(2, Math.scalb((double) index, -scale));
    }

    private void add(double lower, double upper, long count) {
        if (count > 0) {
            counts.merge(new Bounds(lower, upper), (double) count, Double::sum);
        }
    }
}
