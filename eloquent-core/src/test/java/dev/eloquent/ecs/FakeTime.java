package dev.eloquent.ecs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import org.awaitility.Awaitility;

/** A clock that stands still until a test moves it; who waits by it looks at it again and again. */
final class FakeTime implements Time, InstantSource {
    static final Instant BEGINNING = Instant.parse("2026-11-26T12:00:00Z");

    /** Near the overflow, as the real one may be. */
    private static final long FIRST_NANO =
            Long.MAX_VALUE - Duration.ofMinutes(45).toNanos();

    private final AtomicLong passed = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    @Override
    public long nanoTime() {
        return FIRST_NANO + passed.get();
    }

    @Override
    public Instant instant() {
        return BEGINNING.plusNanos(passed.get());
    }

    @Override
    @SuppressWarnings({"WaitNotInLoop", "ResultOfMethodCallIgnored"})
    public void await(Condition condition, long nanos) throws InterruptedException {
        looks.incrementAndGet();
        condition.await(2, TimeUnit.MILLISECONDS);
    }

    /** Moves on, and returns when all has been done that is due then. */
    void pass(Duration time) {
        passed.addAndGet(time.toNanos());
        settle();
    }

    /** Returns when the thread has found twice that nothing is due. */
    void settle() {
        int before = looks.get();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> looks.get() - before >= 3);
    }
}
