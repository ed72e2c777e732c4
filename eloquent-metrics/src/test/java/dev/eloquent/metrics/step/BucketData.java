package dev.eloquent.metrics.step;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Data as timers make them, for tests of what sends them. */
public final class BucketData {
    private BucketData() {}

    /** With more than a thousand million requests in each bucket. */
    public static Datum of(Datum datum, int values) {
        double[] nanos = IntStream.range(0, values)
                .mapToDouble(i -> LogLinear.value(100 + i))
                .toArray();
        double[] counts = new double[values];
        Arrays.fill(counts, 1e9 + 1);
        Distribution millis = new Distribution(nanos, counts).scaled(1e-6, 0, 0);
        return new Datum(datum.series(), datum.timestamp(), millis.values(), millis.counts());
    }
}
