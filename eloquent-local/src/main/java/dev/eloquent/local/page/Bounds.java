package dev.eloquent.local.page;

import java.util.Comparator;

/**
 * Between which values samples lie; the same twice if they are all of one value.
 *
 * @param lower exclusive, or minus infinity
 * @param upper inclusive, or infinity
 */
record Bounds(double lower, double upper) implements Comparable<Bounds> {
    static final Bounds NONE = new Bounds(Double.NaN, Double.NaN);

    private static final Comparator<Bounds> ORDER =
            Comparator.comparingDouble(Bounds::lower).thenComparingDouble(Bounds::upper);

    @Override
    public int compareTo(Bounds other) {
        return ORDER.compare(this, other);
    }

    /** The lower bound, also if it is none; NONE does not narrow what is known otherwise. */
    double least() {
        return Double.isNaN(lower) ? Double.NEGATIVE_INFINITY : lower;
    }

    double most() {
        return Double.isNaN(upper) ? Double.POSITIVE_INFINITY : upper;
    }

    /** A minimum where no other is known: most of what is measured is never negative. */
    double leastKnown() {
        return Double.isInfinite(lower) ? Math.min(0, upper) : lower;
    }

    /** A maximum where no other is known. */
    double mostKnown() {
        return Double.isInfinite(upper) ? lower : upper;
    }

    /** Which part of the samples is at most {@code value}, if none is out of {@code least} to {@code most}. */
    double part(double value, double least, double most) {
        double from = Math.max(lower, least);
        double to = Math.min(upper, most);
        if (value >= to) {
            return 1;
        }
        return value <= from ? 0 : (value - from) / (to - from);
    }
}
