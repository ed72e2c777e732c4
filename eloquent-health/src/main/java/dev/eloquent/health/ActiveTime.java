package dev.eloquent.health;

import java.time.Duration;

/**
 * Time during which the process was running: what the schedule, the deadlines and the ages of results are measured in.
 *
 * <p>A stopped container, a suspended laptop or a long collection stops checks, their deadlines and the probes alike.
 * In raw time every run would then be overdue and every result stale at the very moment at which the process goes on.
 * The scheduler looks at the clock once a heartbeat; a gap far longer than that is a pause, and all but a heartbeat of
 * it is not counted. Used by the scheduler thread alone.
 */
final class ActiveTime {
    private final long longestGap;
    private final long countedOfPause;
    private long lastLook;
    private long active;
    private long lastPause;

    /** A gap longer than {@code pauseAfter} is a pause, of which only a heartbeat counts. */
    ActiveTime(long now, Duration heartbeat, Duration pauseAfter) {
        this.lastLook = now;
        this.countedOfPause = heartbeat.toNanos();
        this.longestGap = pauseAfter.toNanos();
    }

    /** The active time at the raw time {@code now}. */
    long at(long now) {
        long gap = now - lastLook;
        lastLook = now;
        lastPause = gap > longestGap ? gap - countedOfPause : 0;
        active += gap - lastPause;
        return active;
    }

    /** How long the process was paused before the last look; zero if it was not. */
    Duration lastPause() {
        return Duration.ofNanos(lastPause);
    }
}
