package dev.eloquent.benchmarks.metrics;

import java.util.Random;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Nanoseconds as requests take them, around 5 ms with a long tail; each thread goes through them on its own. */
@State(Scope.Thread)
public class Durations {
    private static final int NUMBER = 1 << 12;

    private final long[] nanos = lognormal(new Random(1));
    private int next;

    private static long[] lognormal(Random random) {
        return LongStream.generate(() -> (long) (5e6 * Math.exp(1.2 * random.nextGaussian())))
                .limit(NUMBER)
                .toArray();
    }

    /** The next. */
    public long next() {
        next = (next + 1) & (NUMBER - 1);
        return nanos[next];
    }
}
