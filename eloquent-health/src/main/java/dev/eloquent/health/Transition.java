package dev.eloquent.health;

import java.time.Instant;
import java.util.Map;

/**
 * One change of a status.
 *
 * @param name the check, or {@link #PROCESS} for what concerns the process itself: draining, memory, threads
 * @param from the status before
 * @param to the status after
 * @param reason why
 * @param at when it was noticed
 * @param details private details of the result that tipped the scale; not for the public
 */
public record Transition(
        String name, HealthStatus from, HealthStatus to, ReasonCode reason, Instant at, Map<String, String> details) {
    /** The {@linkplain #name() name} of what is not a check; no check can have it. */
    public static final String PROCESS = "process";

    /** Without the private details. */
    @Override
    public String toString() {
        return name + ": " + from.wireName() + " -> " + to.wireName() + " (" + reason + ") at " + at;
    }
}
