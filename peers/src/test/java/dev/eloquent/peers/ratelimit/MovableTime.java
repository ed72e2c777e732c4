package dev.eloquent.peers.ratelimit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that tests move, in nanoseconds. */
final class MovableTime implements LongSupplier {
    private final AtomicLong nanos = new AtomicLong(987_654_321_987L);

    @Override
    public long getAsLong() {
        return nanos.get();
    }

    void move(Duration by) {
        nanos.addAndGet(by.toNanos());
    }
}
