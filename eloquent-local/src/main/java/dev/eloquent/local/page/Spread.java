package dev.eloquent.local.page;

import dev.eloquent.local.cloudwatch.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What was measured, in one datum or in several that were merged. */
sealed interface Spread permits Buckets, Since, Spread.Values {
    double samples();

    double sum();

    /** The least; NaN if it is not known. */
    double minimum();

    /** The greatest; NaN if it is not known. */
    double maximum();

    /** Nothing if it is not known. */
    OptionalDouble percentile(int percentile);

    /** Whether percentiles say more than the average. */
    boolean wide();

    /**
     * All of these together.
     *
     * @param data at least one, all from the same stand-in
     */
    static Spread merged(List<Datum> data) {
        List<Distribution> values = new ArrayList<>();
        List<Buckets> buckets = new ArrayList<>();
        for (Datum datum : data) {
            if (datum.spread() instanceof Values part) {
                values.add(part.distribution());
            } else if (datum.spread() instanceof Since part) {
                buckets.add(part.buckets());
            }
        }
        return values.isEmpty() ? Buckets.merged(buckets) : new Values(Distribution.merged(values));
    }

    /** What came to CloudWatch: percentiles are as there. */
    record Values(Distribution distribution) implements Spread {
        @Override
        public double samples() {
            return distribution.sampleCount();
        }

        @Override
        public double sum() {
            return distribution.sum();
        }

        @Override
        public double minimum() {
            return distribution.minimum();
        }

        @Override
        public double maximum() {
            return distribution.maximum();
        }

        @Override
        public OptionalDouble percentile(int percentile) {
            return distribution.percentile(percentile);
        }

        @Override
        public boolean wide() {
            return distribution.valuesKnown()
                    && distribution.minimum() < distribution.maximum()
                    && distribution.minimum() >= 0;
        }
    }
}
