package dev.eloquent.health;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The answer to one probe of one group.
 *
 * @param group the group's name
 * @param status the status of the group
 * @param httpStatus the HTTP status that the group's settings give to that status
 * @param reason set when the process itself, not a check, decides: {@code draining}, {@code stale}, {@code closed},
 *     {@code out_of_memory}, {@code out_of_threads}, {@code timed_out} (even a look at the JVM itself did not come back)
 * @param timestamp when the report was made: the time of this probe
 * @param version the service's version
 * @param checks the group's checks in the order of their registration; unmodifiable
 */
public record HealthReport(
        String group,
        HealthStatus status,
        int httpStatus,
        Optional<ReasonCode> reason,
        Instant timestamp,
        String version,
        List<CheckReport> checks) {}
