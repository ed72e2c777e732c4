package dev.eloquent.health;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Two clocks that stand still until a test moves them. */
final class FakeTime implements TimeSource {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    /** Not zero, and near the overflow, as the real one may be. */
    private static final long FIRST_NANO =
            Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

    private final AtomicLong passed = new AtomicLong();

    @Override
    public long nanoTime() {
        return FIRST_NANO + passed.get();
    }

    @Override
    public Instant now() {
        return BEGINNING.plusNanos(passed.get());
    }

    void pass(Duration time) {
        passed.addAndGet(time.toNanos());
    }

    Duration passed() {
        return Duration.ofNanos(passed.get());
    }
}
