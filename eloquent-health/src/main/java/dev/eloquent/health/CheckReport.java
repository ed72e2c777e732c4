package dev.eloquent.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one check: its status after the thresholds, and apart from it what the last run saw.
 *
 * @param name the check's name
 * @param status the damped status: it changes after as many results in a row as the settings demand
 * @param reason why the status is what it is
 * @param since when the status was entered
 * @param lastRun the last run's raw result; empty before the first
 */
public record CheckReport(
        String name, HealthStatus status, ReasonCode reason, Instant since, Optional<LastRun> lastRun) {
    CheckReport asUnknown(ReasonCode why) {
        return new CheckReport(name, HealthStatus.UNKNOWN, why, since, lastRun);
    }

    /**
     * The raw result of a run.
     *
     * @param observed what it saw
     * @param reason why
     * @param at when it ended, or was given up
     * @param took how long it ran; for a run that was given up, how long until then
     * @param inARow how many runs in a row saw the same
     * @param details private details; not for the public. For a run that still hangs: {@code thread}, {@code
     *     running_ms} and {@code stack} of the thread that is stuck
     */
    public record LastRun(
            HealthStatus observed,
            ReasonCode reason,
            Instant at,
            Duration took,
            int inARow,
            Map<String, String> details) {
        /** Without the private details. */
        @Override
        public String toString() {
            return observed.wireName() + " (" + reason + ") at " + at + " after " + took + ", " + inARow + " in a row";
        }
    }
}
