package dev.eloquent.local.page;

import dev.eloquent.local.otlp.PointValue;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a point of OTLP says of the time since the one before. Buckets are read anew each time: as maps they would take
 * ten times what the stand-in takes for them.
 */
final class Since implements Spread {
    /** What CloudWatch takes: sums of so many of them still are numbers. */
    private static final double MOST = 0x1p360;

    private final PointValue now;
    private final Optional<PointValue> before;
    private final double samples;
    private final double sum;

    private Since(PointValue now, Optional<PointValue> before) {
        this.now = now;
        this.before = before;
        this.samples = count(now) - before.map(Since::count).orElse(0.0);
        this.sum = total(now) - before.map(Since::total).orElse(0.0);
    }

    /**
     * Nothing if nothing was measured, or if it is no number.
     *
     * @param before what is to be subtracted, of the same kind; nothing if it counts from anew
     */
    static Optional<Since> of(PointValue now, Optional<PointValue> before) {
        Since since = new Since(now, before.filter(value -> !restarted(now, value)));
        return since.samples() > 0 && since.samples() < MOST && Math.abs(since.sum) < MOST
                ? Optional.of(since)
                : Optional.empty();
    }

    private static boolean restarted(PointValue now, PointValue before) {
        return count(now) < count(before) || (now instanceof PointValue.Sum && total(now) < total(before));
    }

    private static double count(PointValue value) {
        if (value instanceof PointValue.Histogram histogram) {
            return histogram.count();
        } else if (value instanceof PointValue.ExponentialHistogram histogram) {
            return histogram.count();
        } else if (value instanceof PointValue.Summary summary) {
            return summary.count();
        }
        return 1;
    }

    private static double total(PointValue value) {
        if (value instanceof PointValue.Gauge gauge) {
            return gauge.value();
        } else if (value instanceof PointValue.Sum sum) {
            return sum.value();
        } else if (value instanceof PointValue.Histogram histogram) {
            return histogram.sum();
        } else if (value instanceof PointValue.ExponentialHistogram histogram) {
            return histogram.sum();
        }
        return ((PointValue.Summary) value).sum();
    }

    private boolean single() {
        return now instanceof PointValue.Gauge || now instanceof PointValue.Sum;
    }

    @Override
    public double samples() {
        return single() ? 1 : samples;
    }

    @Override
    public double sum() {
        return sum;
    }

    @Override
    public boolean wide() {
        return now instanceof PointValue.ExponentialHistogram
                || (now instanceof PointValue.Histogram histogram
                        && !histogram.bounds().isEmpty());
    }

    @Override
    public double minimum() {
        return buckets().minimum();
    }

    @Override
    public double maximum() {
        return buckets().maximum();
    }

    @Override
    public OptionalDouble percentile(int percentile) {
        return buckets().percentile(percentile);
    }

    Buckets buckets() {
        if (single()) {
            return new Buckets(1, sum, sum, sum, Map.of(new Bounds(sum, sum), 1.0));
        }
        Map<Bounds, Double> counts = counts();
        // The extremes of all the time say something of this part of it only by what is known of its buckets.
        boolean told = before.isEmpty() || !counts.isEmpty();
        if (told && now instanceof PointValue.Histogram histogram) {
            return Buckets.of(samples, sum, histogram.min(), histogram.max(), counts);
        } else if (told && now instanceof PointValue.ExponentialHistogram histogram) {
            return Buckets.of(samples, sum, histogram.min(), histogram.max(), counts);
        }
        return Buckets.of(samples, sum, OptionalDouble.empty(), OptionalDouble.empty(), counts);
    }

    /** Those of all the time, if the buckets before were other ones. */
    private Map<Bounds, Double> counts() {
        int scale = scale(now);
        Map<Bounds, Double> counts = BucketReader.read(now, scale);
        if (before.isEmpty() || scale(before.get()) < scale) {
            return counts;
        }
        for (Map.Entry<Bounds, Double> old :
                BucketReader.read(before.get(), scale).entrySet()) {
            double left = counts.getOrDefault(old.getKey(), 0.0) - old.getValue();
            if (left < 0) {
                return BucketReader.read(now, scale);
            }
            counts.put(old.getKey(), left);
        }
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    private static int scale(PointValue value) {
        return value instanceof PointValue.ExponentialHistogram histogram ? histogram.scale() : 0;
    }
}
