package dev.eloquent.metrics.step;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts of values, by {@link LogLinear} buckets.
 *
 * <p>Recording takes no lock and, but for a first value of four octaves, no memory. Threads that often meet at one count get
 * shares of their own, up to one for each processor (or the next power of two); a meter that few threads use at once, which
 * is most of them, has one. Each count is taken out by one atomic exchange: a value that is recorded meanwhile is part of
 * this step or of the next, of one of them and only once.
 */
final class Buckets {
    /** How often threads meet in a step before there are twice as many shares. Twice by chance is nothing. */
    static final int OFTEN = 16;

    private static final int MOST_SHARES = 16;

    private final int lowest;
    private final int highest;
    private final int mostShares;
    private final LongAdder zeros = new LongAdder();
    private final ReentrantLock sharing = new ReentrantLock();
    /** A power of two. */
    @SuppressWarnings("VolatileArray") // replaced by another, and never changed
    private volatile Pages[] shares;

    private final AtomicInteger meetings = new AtomicInteger();
    /** How many distinct values there were the last time: most likely as many as there will be. */
    private int expected;

    /**
     * @param lowestOctave values below are counted as 0
     * @param highestOctave values above are counted in its last bucket
     * @param processors as many threads may record at once
     */
    Buckets(int lowestOctave, int highestOctave, int processors) {
        this.lowest = lowestOctave * LogLinear.PER_OCTAVE;
        this.highest = (highestOctave + 1) * LogLinear.PER_OCTAVE - 1;
        this.mostShares = Math.min(MOST_SHARES, processors);
        this.shares = new Pages[] {pages()};
    }

    /** For nanoseconds. */
    static Buckets ofNanos() {
        return new Buckets(0, 62, Runtime.getRuntime().availableProcessors());
    }

    /** For all that CloudWatch takes: up to two to the power of 360. */
    static Buckets ofAmounts() {
        return new Buckets(-360, 359, Runtime.getRuntime().availableProcessors());
    }

    private Pages pages() {
        return new Pages(highest - lowest + 1);
    }

    /** @param value 0 or positive */
    void record(double value) {
        int bucket = value > 0 ? LogLinear.bucket(value) : Integer.MIN_VALUE;
        if (bucket < lowest) {
            zeros.increment();
            return;
        }
        Pages[] all = shares;
        // Threads of a pool have been numbered one after the other.
        Pages mine = all.length == 1 ? all[0] : all[(int) Thread.currentThread().getId() & (all.length - 1)];
        if (!mine.count(Math.min(bucket, highest) - lowest)) {
            met();
        }
    }

    /** Two threads met in one of the shares. */
    void met() {
        if (shares.length < mostShares && meetings.incrementAndGet() >= OFTEN && sharing.tryLock()) {
            try {
                share();
            } finally {
                sharing.unlock();
            }
        }
    }

    /** Makes as many again, by one thread at a time; others count meanwhile. */
    private void share() {
        Pages[] all = shares;
        if (meetings.get() < OFTEN || all.length >= mostShares) {
            return; // another thread has
        }
        Pages[] more = Arrays.copyOf(all, 2 * all.length);
        for (int share = all.length; share < more.length; share++) {
            more[share] = pages();
        }
        shares = more;
        meetings.set(0);
    }

    int shares() {
        return shares.length;
    }

    /** Takes out what was recorded since the last time. For one thread at a time. */
    Distribution drain() {
        meetings.set(0);
        Pages[] all = shares;
        int size = 0;
        long zero = zeros.sumThenReset();
        int room = Math.max(expected, zero > 0 ? 1 : 0);
        double[] values = new double[room];
        double[] counts = new double[room];
        if (zero > 0) {
            counts[size++] = zero;
        }
        for (int bucket = next(all, 0); bucket <= highest - lowest; bucket = next(all, bucket + 1)) {
            long count = 0;
            for (Pages share : all) {
                count += share.take(bucket);
            }
            if (count > 0) {
                if (size == values.length) {
                    values = Arrays.copyOf(values, Math.max(16, 2 * size));
                    counts = Arrays.copyOf(counts, Math.max(16, 2 * size));
                }
                values[size] = LogLinear.value(lowest + bucket);
                counts[size++] = count;
            }
        }
        expected = size;
        return size == values.length
                ? new Distribution(values, counts)
                : new Distribution(Arrays.copyOf(values, size), Arrays.copyOf(counts, size));
    }

    /** The next that may have been counted in any share. */
    private static int next(Pages[] all, int from) {
        int next = all[0].next(from);
        for (int share = 1; share < all.length; share++) {
            next = Math.min(next, all[share].next(from));
        }
        return next;
    }
}
