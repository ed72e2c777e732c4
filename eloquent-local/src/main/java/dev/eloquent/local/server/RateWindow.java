package dev.eloquent.local.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Lets so many through in any second, exactly: it remembers when each one came. */
public final class RateWindow {
    private static final long SPAN = Duration.ofSeconds(1).toNanos();

    private final int perSecond;
    private final LongSupplier nanoTime;
    private final Deque<Long> let = new ArrayDeque<>();

    /** @param nanoTime as {@link System#nanoTime} */
    public RateWindow(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
    }

    /** Whether one more may pass now; what is refused does not count. */
    public synchronized boolean admits() {
        long now = nanoTime.getAsLong();
        while (!let.isEmpty() && now - let.element() >= SPAN) {
            let.remove();
        }
        if (let.size() >= perSecond) {
            return false;
        }
        let.add(now);
        return true;
    }
}
