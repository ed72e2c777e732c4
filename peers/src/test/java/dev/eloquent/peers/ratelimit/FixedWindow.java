package dev.eloquent.peers.ratelimit;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A counter that begins anew with each window, for one thread. */
final class FixedWindow implements Limiter {
    private final int permits;
    private final long window;
    private final LongSupplier clock;
    private final long origin;
    private long number;
    private int taken;

    FixedWindow(int permits, Duration window, LongSupplier clock) {
        this.permits = permits;
        this.window = window.toNanos();
        this.clock = clock;
        this.origin = clock.getAsLong();
    }

    @Override
    public boolean take(int wanted) {
        long current = (clock.getAsLong() - origin) / window;
        if (current != number) {
            number = current;
            taken = 0;
        }
        if (taken + wanted > permits) {
            return false;
        }
        taken += wanted;
        return true;
    }

    @Override
    public boolean takeWithin(Duration longest) {
        return take();
    }
}
