package dev.eloquent.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How often a check runs, how long it may take and how many results in a row it takes to change its status. Immutable;
 * begin with {@link #defaults()}. Values are checked when the checks are started, all together.
 *
 * <p>A fault that lasts is seen within {@code failureThreshold x interval x (1 + jitter) + timeout}, 24 s by default.
 *
 * @param interval from the start of one run to the start of the next, 100 ms to 1 h; default 10 s
 * @param timeout how long a run may take, 10 ms to {@code interval x (1 - jitter)}; default 2 s
 * @param jitter by which share of itself each interval is varied at random, so that tasks started together do not
 *     query together for ever, 0 to 0.5; default 0.1
 * @param failureThreshold results in a row, worse than the present status, that it takes to worsen it, 1 to 100;
 *     default 2
 * @param successThreshold results in a row, better than the present status, that it takes to better it, 1 to 100;
 *     default 1
 * @param initially the status before the first result; default {@link HealthStatus#UNKNOWN}, which the first result
 *     replaces at once
 * @param startupGrace how long after the start bad results are not counted, up to 1 h; the first good one ends it;
 *     default none
 * @param local whether the check looks only at this process or this machine, not at a dependency that the service's
 *     tasks share; default false
 */
public record CheckSettings(
        Duration interval,
        Duration timeout,
        double jitter,
        int failureThreshold,
        int successThreshold,
        HealthStatus initially,
        Duration startupGrace,
        boolean local) {

    /** Nothing may be null; ranges are checked at the start. */
    public CheckSettings {
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(initially, "initially");
        Objects.requireNonNull(startupGrace, "startupGrace");
    }

    private static final CheckSettings DEFAULTS = new CheckSettings(
            Duration.ofSeconds(10), Duration.ofSeconds(2), 0.1, 2, 1, HealthStatus.UNKNOWN, Duration.ZERO, false);

    /** The defaults that are named above. */
    public static CheckSettings defaults() {
        return DEFAULTS;
    }

    /** With another {@linkplain #interval() interval}. */
    public CheckSettings interval(Duration value) {
        return new CheckSettings(
                value, timeout, jitter, failureThreshold, successThreshold, initially, startupGrace, local);
    }

    /** With another {@linkplain #timeout() timeout}. */
    public CheckSettings timeout(Duration value) {
        return new CheckSettings(
                interval, value, jitter, failureThreshold, successThreshold, initially, startupGrace, local);
    }

    /** With another {@linkplain #jitter() jitter}. */
    public CheckSettings jitter(double value) {
        return new CheckSettings(
                interval, timeout, value, failureThreshold, successThreshold, initially, startupGrace, local);
    }

    /** With another {@linkplain #failureThreshold() failure threshold}. */
    public CheckSettings failureThreshold(int value) {
        return new CheckSettings(interval, timeout, jitter, value, successThreshold, initially, startupGrace, local);
    }

    /** With another {@linkplain #successThreshold() success threshold}. */
    public CheckSettings successThreshold(int value) {
        return new CheckSettings(interval, timeout, jitter, failureThreshold, value, initially, startupGrace, local);
    }

    /** With another {@linkplain #initially() status before the first result}. */
    public CheckSettings initially(HealthStatus value) {
        return new CheckSettings(
                interval, timeout, jitter, failureThreshold, successThreshold, value, startupGrace, local);
    }

    /** With another {@linkplain #startupGrace() start-up grace}. */
    public CheckSettings startupGrace(Duration value) {
        return new CheckSettings(
                interval, timeout, jitter, failureThreshold, successThreshold, initially, value, local);
    }

    /** Declares that the check looks only at this process or machine, so that a group may hold it critical freely. */
    public CheckSettings onlyLocal() {
        return new CheckSettings(
                interval, timeout, jitter, failureThreshold, successThreshold, initially, startupGrace, true);
    }

    /** The longest time between two runs: {@code interval x (1 + jitter)}. */
    Duration longestInterval() {
        return scaled(interval, 1 + jitter);
    }

    /** The longest time from a lasting fault to an unhealthy status. */
    Duration detection() {
        return longestInterval().multipliedBy(failureThreshold).plus(timeout);
    }

    /** The longest time from the end of a fault to a healthy status. */
    Duration recovery() {
        return longestInterval().multipliedBy(successThreshold).plus(timeout);
    }

    List<String> faults() {
        List<String> faults = new ArrayList<>();
        Rules.within(faults, "interval", interval, Duration.ofMillis(100), Duration.ofHours(1));
        Rules.within(faults, "timeout", timeout, Duration.ofMillis(10), Duration.ofHours(1));
        Rules.within(faults, "jitter", jitter, 0, 0.5);
        if (faults.isEmpty() && timeout.compareTo(scaled(interval, 1 - jitter)) > 0) {
            faults.add("timeout must be at most interval x (1 - jitter) = " + scaled(interval, 1 - jitter)
                    + ", so that a run has ended before the next is due, was " + timeout
                    + ": shorten the timeout or lengthen the interval");
        }
        Rules.within(faults, "failureThreshold", failureThreshold, 1, 100);
        Rules.within(faults, "successThreshold", successThreshold, 1, 100);
        Rules.within(faults, "startupGrace", startupGrace, Duration.ZERO, Duration.ofHours(1));
        return faults;
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }
}
