package dev.eloquent.secrets;

import java.time.Duration;

/** Time that passes only when a test says so. It begins just before the number overflows. */
final class VirtualTime implements Time {
    private static final long START = Long.MAX_VALUE - 5;

    private long now = START;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void sleep(Duration wait) {
        now += wait.toNanos();
    }

    Duration passed() {
        return Duration.ofNanos(now - START);
    }
}
