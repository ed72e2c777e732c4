package dev.eloquent.metrics.step;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Counts of values, by {@link LogLinear} buckets, in pages of four octaves that come into being with their first value.
 *
 * <p>Recording takes no lock and, but for a first value of a page, no memory. Each count is taken out by one atomic
 * exchange: a value that is recorded meanwhile is part of this step or of the next, of one of them and only once.
 */
final class Buckets {
    private static final int OCTAVES = 4;
    private static final int PAGE = OCTAVES * LogLinear.PER_OCTAVE;

    private final int lowest;
    private final int highest;
    private final AtomicLong zeros = new AtomicLong();
    private final AtomicReferenceArray<AtomicLongArray> pages;
    /** How many distinct values there were the last time: most likely as many as there will be. */
    private int expected;

    /**
     * @param lowestOctave values below are counted as 0
     * @param highestOctave values above are counted in its last bucket
     */
    Buckets(int lowestOctave, int highestOctave) {
        this.lowest = lowestOctave * LogLinear.PER_OCTAVE;
        this.highest = (highestOctave + 1) * LogLinear.PER_OCTAVE - 1;
        this.pages = new AtomicReferenceArray<>((highest - lowest) / PAGE + 1);
    }

    /** For nanoseconds. */
    static Buckets ofNanos() {
        return new Buckets(0, 62);
    }

    /** For all that CloudWatch takes: up to two to the power of 360. */
    static Buckets ofAmounts() {
        return new Buckets(-360, 359);
    }

    /** @param value 0 or positive */
    void record(double value) {
        int bucket = value > 0 ? LogLinear.bucket(value) : Integer.MIN_VALUE;
        if (bucket < lowest) {
            zeros.getAndIncrement();
            return;
        }
        int at = Math.min(bucket, highest) - lowest;
        int number = at / PAGE;
        AtomicLongArray page = pages.get(number);
        if (page == null) {
            page = page(number);
        }
        page.getAndIncrement(at - number * PAGE);
    }

    private AtomicLongArray page(int number) {
        AtomicLongArray page = new AtomicLongArray(PAGE);
        AtomicLongArray other = pages.compareAndExchange(number, null, page);
        return other == null ? page : other;
    }

    /** Takes out what was recorded since the last time. For one thread at a time. */
    Distribution drain() {
        int size = 0;
        long zero = zeros.getAndSet(0);
        int room = Math.max(expected, zero > 0 ? 1 : 0);
        double[] values = new double[room];
        double[] counts = new double[room];
        if (zero > 0) {
            counts[size++] = zero;
        }
        for (int number = 0; number < pages.length(); number++) {
            AtomicLongArray page = pages.get(number);
            for (int at = 0; page != null && at < PAGE; at++) {
                // Most are 0; looking costs less than an exchange.
                long count = page.get(at) == 0 ? 0 : page.getAndSet(at, 0);
                if (count > 0) {
                    if (size == values.length) {
                        values = Arrays.copyOf(values, Math.max(16, 2 * size));
                        counts = Arrays.copyOf(counts, Math.max(16, 2 * size));
                    }
                    values[size] = LogLinear.value(lowest + number * PAGE + at);
                    counts[size++] = count;
                }
            }
        }
        expected = size;
        return size == values.length
                ? new Distribution(values, counts)
                : new Distribution(Arrays.copyOf(values, size), Arrays.copyOf(counts, size));
    }
}
