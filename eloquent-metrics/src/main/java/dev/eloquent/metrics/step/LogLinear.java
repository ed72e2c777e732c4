package dev.eloquent.metrics.step;

/**
 * Ten buckets of equal width in each octave. A bucket from {@code a} to {@code b} is reported as {@code 2ab / (a + b)},
 * from which no value inside is further than {@code (b - a) / (b + a)} of itself; the first of an octave is the widest,
 * with 1/21. Where buckets lie depends on nothing but the value, so that those of several tasks merge without loss.
 */
final class LogLinear {
    /** The largest relative error: 4.8 %. */
    static final double ERROR = 1.0 / 21;

    static final int PER_OCTAVE = 10;

    private static final int MANTISSA = 52;
    private static final long MANTISSA_BITS = (1L << MANTISSA) - 1;
    private static final int BIAS = 1023;

    private LogLinear() {}

    /** @param value a positive number of full precision */
    static int bucket(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int octave = (int) (bits >>> MANTISSA) - BIAS;
        // The high half of a product of 128 bits: the tenth of the octave, without a rounded division.
        int tenth = (int) Math.multiplyHigh((bits & MANTISSA_BITS) << 11, 2L * PER_OCTAVE);
        return octave * PER_OCTAVE + tenth;
    }

    static double value(int bucket) {
        int octave = Math.floorDiv(bucket, PER_OCTAVE);
        int tenth = Math.floorMod(bucket, PER_OCTAVE);
        double middle = 2.0
                * (PER_OCTAVE + tenth)
                * (PER_OCTAVE + tenth + 1)
                / (PER_OCTAVE * (2.0 * PER_OCTAVE + 2 * tenth + 1));
        return Math.scalb(middle, octave);
    }
}
