package dev.eloquent.health;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known at one moment; what a probe reads. Immutable.
 *
 * <p>The process itself overrules the checks, in this order: draining, out of memory or threads, closed or too old to
 * be believed.
 */
final class Snapshot {
    private final Map<String, CheckReport> checks;
    private final Map<String, HealthStatus> groups;
    private final CheckReport vitals;
    private final boolean draining;
    private final @Nullable ReasonCode disbelieved;
    final long expiresAt;

    private Snapshot(
            Map<String, CheckReport> checks,
            Map<String, HealthStatus> groups,
            CheckReport vitals,
            boolean draining,
            @Nullable ReasonCode disbelieved,
            long expiresAt) {
        this.checks = checks;
        this.groups = groups;
        this.vitals = vitals;
        this.draining = draining;
        this.disbelieved = disbelieved;
        this.expiresAt = expiresAt;
    }

    static Snapshot of(
            Map<String, CheckReport> checks, Map<String, HealthStatus> groups, CheckReport vitals, long expiresAt) {
        return new Snapshot(checks, groups, vitals, false, null, expiresAt);
    }

    /** What {@link HealthChecks#drain()} and {@link HealthChecks#close()} have set is never unset. */
    Snapshot carryingOver(Snapshot earlier) {
        return new Snapshot(checks, groups, vitals, draining || earlier.draining, earlier.disbelieved, expiresAt);
    }

    Snapshot drained() {
        return new Snapshot(checks, groups, vitals, true, disbelieved, expiresAt);
    }

    /** The same moment, no longer believed: every check and every group is unknown. */
    Snapshot unknown(ReasonCode why) {
        Map<String, CheckReport> unknown = new LinkedHashMap<>();
        checks.forEach((name, report) -> unknown.put(name, report.asUnknown(why)));
        return new Snapshot(unknown, groups, vitals, draining, why, expiresAt);
    }

    boolean isDraining() {
        return draining;
    }

    Optional<CheckReport> check(String name) {
        return Optional.ofNullable(checks.get(name));
    }

    List<CheckReport> membersOf(Group group) {
        List<CheckReport> members = new ArrayList<>(group.members.size());
        for (String name : group.members.keySet()) {
            members.add(Objects.requireNonNull(checks.get(name)));
        }
        return Collections.unmodifiableList(members);
    }

    HealthStatus statusOf(Group group) {
        if (drains(group) || isProcessFailing()) {
            return HealthStatus.UNHEALTHY;
        }
        return disbelieved != null ? HealthStatus.UNKNOWN : groups.getOrDefault(group.name, HealthStatus.UNKNOWN);
    }

    /** Why the process, rather than a check, decides the status of the group; empty if it does not. */
    Optional<ReasonCode> reasonOf(Group group) {
        if (drains(group)) {
            return Optional.of(ReasonCode.DRAINING);
        }
        return isProcessFailing() ? Optional.of(vitals.reason()) : Optional.ofNullable(disbelieved);
    }

    private boolean isProcessFailing() {
        return vitals.status() == HealthStatus.UNHEALTHY;
    }

    private boolean drains(Group group) {
        return draining && group.settings.failsWhileDraining;
    }
}
