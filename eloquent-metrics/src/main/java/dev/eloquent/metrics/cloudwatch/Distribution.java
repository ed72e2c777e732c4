package dev.eloquent.metrics.cloudwatch;

/** Distinct values in ascending order, and how often there was each. Nobody changes the arrays. */
final class Distribution {
    static final Distribution NONE = new Distribution(new double[0], new double[0]);

    private final double[] values;
    private final double[] counts;

    Distribution(double[] values, double[] counts) {
        this.values = values;
        this.counts = counts;
    }

    int size() {
        return values.length;
    }

    double[] values() {
        return values;
    }

    double[] counts() {
        return counts;
    }

    long count() {
        double sum = 0;
        for (double count : counts) {
            sum += count;
        }
        return (long) sum;
    }

    /**
     * In the unit that is reported. Where all values were the same, which their total and their largest tell, it is the
     * value itself and no longer the middle of a bucket.
     */
    Distribution scaled(double factor, double total, double max) {
        if (values.length == 1 && isSame(total, max)) {
            return new Distribution(new double[] {max * factor}, counts);
        }
        double[] scaled = new double[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = values[i] * factor;
        }
        return new Distribution(scaled, counts);
    }

    private boolean isSame(double total, double max) {
        // A value that was recorded while the counts were taken out may be missing in one of the three.
        return max * counts[0] == total && max > 0 && LogLinear.bucket(max) == LogLinear.bucket(values[0]);
    }

    /** @param percentile 0 to 1 */
    double percentile(double percentile) {
        double rank = percentile * count();
        double seen = 0;
        for (int i = 0; i < values.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return values[i];
            }
        }
        return 0;
    }
}
