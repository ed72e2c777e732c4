package dev.eloquent.metrics.step;

import java.nio.charset.StandardCharsets;

/**
 * The most that a PutMetricData takes as CBOR, before it is compressed: 1 MB is what the service allows. Texts of ours have
 * up to three bytes before them, arrays up to five. A number is as the SDK writes it: one that is whole as short as an
 * integer can be, one that 32 bits can hold in 5 bytes, all others in 9.
 */
public final class Cbor {
    /** {@code Name} and {@code Value} in a map without a length. */
    static final int DIMENSION = 2 + 5 + 6;

    /** The map, MetricName, Dimensions, Timestamp, Unit and StorageResolution, without names and values. */
    static final int DATUM = 2 + 11 + (11 + 6) + (10 + 10) + 5 + (18 + 2);

    /** Values and Counts, without their numbers. */
    static final int ARRAYS = 7 + 7 + 2 * 6;

    /** The map, Namespace and MetricData, without the namespace and the data. */
    public static final int REQUEST = 2 + 10 + 11 + 6;

    static final int VALUE = 6;

    private Cbor() {}

    /** A text with what is before it. */
    public static int text(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return length + (length < 0x10000 ? 3 : 5);
    }

    static int number(double value) {
        if (value != Math.rint(value)) {
            return value == (float) value ? 5 : 9;
        }
        if (Math.abs(value) >= 0x1p32) {
            return 9;
        }
        double size = value < 0 ? -1 - value : value;
        if (size < 24) {
            return 1;
        }
        return size < 0x1p8 ? 2 : size < 0x1p16 ? 3 : 5;
    }
}
