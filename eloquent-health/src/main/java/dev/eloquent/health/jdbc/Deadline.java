package dev.eloquent.health.jdbc;

import java.time.Duration;

/** The one deadline that the steps of a run share. */
final class Deadline {
    private final long end;

    Deadline(Duration timeout) {
        end = System.nanoTime() + timeout.toNanos();
    }

    Duration left() {
        return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    boolean hasTimeLeft() {
        return end - System.nanoTime() > 0;
    }
}
