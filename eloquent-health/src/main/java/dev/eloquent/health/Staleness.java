package dev.eloquent.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells a dead scheduler from a process that was merely stopped for a while. Both leave a snapshot past its expiry; but
 * after a pause the scheduler publishes a new one within moments. So the first probe that meets an expired snapshot
 * still believes it, and those that meet the same one when the grace has passed since do not. Safe for use by several
 * threads; never blocks.
 */
final class Staleness {
    private final long grace;
    private final AtomicReference<@Nullable FirstLook> firstLook = new AtomicReference<>();

    Staleness(Duration grace) {
        this.grace = grace.toNanos();
    }

    boolean isStale(Snapshot snapshot, long now) {
        if (now - snapshot.expiresAt <= 0) {
            return false;
        }
        FirstLook first = firstLook.get();
        if (first == null || first.snapshot != snapshot) {
            first = new FirstLook(snapshot, now);
            firstLook.set(first);
        }
        return now - first.at >= grace;
    }

    private static final class FirstLook {
        final Snapshot snapshot;
        final long at;

        FirstLook(Snapshot snapshot, long at) {
            this.snapshot = snapshot;
            this.at = at;
        }
    }
}
