package dev.eloquent.resilience4j;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A clock that tests move, of the kind that resilience4j takes. */
final class MovableTime implements Supplier<Long> {
    private final AtomicLong nanos = new AtomicLong(-987_654_321_987L);

    @Override
    public Long get() {
        return nanos.get();
    }

    void move(Duration by) {
        move(by.toNanos());
    }

    void move(long by) {
        nanos.addAndGet(by);
    }
}
