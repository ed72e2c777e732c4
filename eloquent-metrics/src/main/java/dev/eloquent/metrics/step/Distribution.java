package dev.eloquent.metrics.step;

/** Distinct values in ascending order, and how often there was each. Nobody changes the arrays. */
public final class Distribution {
    static final Distribution NONE = new Distribution(new double[0], new double[0]);

    private final double[] values;
    private final double[] counts;

    public Distribution(double[] values, double[] counts) {
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

    public long count() {
        double sum = 0;
        for (double count : counts) {
            sum += count;
        }
        return (long) sum;
    }

    /**
     * In the unit that is reported. Where all values were the same, which their total and their largest tell, it is the
     * value itself and no longer the middle of a bucket. Middles are rounded to 32 bits, by 6e-8 of themselves: the SDK
     * writes such a number in five bytes instead of nine.
     */
    Distribution scaled(double factor, double total, double max) {
        if (values.length == 1 && isSame(total, max)) {
            return new Distribution(new double[] {max * factor}, counts);
        }
        double[] scaled = new double[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = rounded(values[i] * factor);
        }
        return new Distribution(scaled, counts);
    }

    private static double rounded(double value) {
        float rounded = (float) value;
        return Float.MIN_NORMAL <= rounded && rounded <= Float.MAX_VALUE ? rounded : value;
    }

    private boolean isSame(double total, double max) {
        // A value that was recorded while the counts were taken out may be missing in one of the three.
        return max * counts[0] == total && max > 0 && LogLinear.bucket(max) == LogLinear.bucket(values[0]);
    }

    /**
     * The value below or at which that part of all lies.
     *
     * @param percentile 0 to 1
     */
    public double percentile(double percentile) {
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
