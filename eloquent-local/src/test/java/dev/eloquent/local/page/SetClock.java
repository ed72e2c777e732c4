package dev.eloquent.local.page;

import io.opentelemetry.sdk.common.Clock;
import java.time.Instant;

/** OpenTelemetry's time, which only a test moves. */
final class SetClock implements Clock {
    volatile Instant time;

    SetClock(Instant time) {
        this.time = time;
    }

    @Override
    public long now() {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    @Override
    public long nanoTime() {
        return now();
    }
}
