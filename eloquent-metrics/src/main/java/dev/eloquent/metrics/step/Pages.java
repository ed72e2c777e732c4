package dev.eloquent.metrics.step;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Counts by the number of their bucket, in pages of four octaves that come into being with their first value. */
final class Pages {
    private static final int OCTAVES = 4;
    private static final int SIZE = OCTAVES * LogLinear.PER_OCTAVE;

    private final AtomicReferenceArray<AtomicLongArray> pages;

    /** @param buckets how many there are, from 0 on */
    Pages(int buckets) {
        this.pages = new AtomicReferenceArray<>((buckets - 1) / SIZE + 1);
    }

    /** Counts one more, and says whether no other thread changed the same count at this moment. */
    boolean count(int bucket) {
        int number = bucket / SIZE;
        AtomicLongArray page = pages.get(number);
        if (page == null) {
            page = made(number);
        }
        int at = bucket - number * SIZE;
        long count = page.getOpaque(at);
        if (page.compareAndSet(at, count, count + 1)) {
            return true;
        }
        page.getAndIncrement(at);
        return false;
    }

    private AtomicLongArray made(int number) {
        AtomicLongArray page = new AtomicLongArray(SIZE);
        AtomicLongArray other = pages.compareAndExchange(number, null, page);
        return other == null ? page : other;
    }

    /** The first bucket from this one on that may have been counted, or one behind the last. */
    int next(int bucket) {
        int number = bucket / SIZE;
        while (number < pages.length() && pages.get(number) == null) {
            number++;
        }
        return Math.max(bucket, number * SIZE);
    }

    /** Takes out one count, by an atomic exchange. */
    long take(int bucket) {
        AtomicLongArray page = pages.get(bucket / SIZE);
        int at = bucket % SIZE;
        // Most are 0; looking costs less than an exchange.
        return page == null || page.get(at) == 0 ? 0 : page.getAndSet(at, 0);
    }
}
