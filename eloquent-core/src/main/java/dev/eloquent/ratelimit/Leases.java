package dev.eloquent.ratelimit;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What is known of keys, in a table of fixed size: a key that comes takes the place of the one that was there. That one's
 * lease is lost with it, which errs towards denial, and its callers still get their answer.
 */
final class Leases {
    private final AtomicReferenceArray<KeyLease> table;
    private final KeyHash hash = KeyHash.random();
    private volatile int mostInBatch;

    Leases(int keys, int mostInBatch) {
        this.table = new AtomicReferenceArray<>(Integer.highestOneBit(Math.max(1, 2 * keys - 1)));
        this.mostInBatch = mostInBatch;
    }

    void mostInBatch(int permits) {
        mostInBatch = permits;
    }

    KeyLease of(String id) {
        int place = (int) hash.of(id) & (table.length() - 1);
        while (true) {
            KeyLease there = table.get(place);
            if (there != null && there.id().equals(id)) {
                return there;
            }
            KeyLease fresh = new KeyLease(id, () -> mostInBatch);
            if (table.compareAndSet(place, there, fresh)) {
                return fresh;
            }
        }
    }
}
