package dev.eloquent.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which checks a group counts, who asks for it, and what it answers. Immutable; each method returns changed settings.
 * Values are checked when the checks are started, all together.
 */
public final class GroupSettings {
    private static final Map<HealthStatus, Integer> DEFAULT_HTTP = Map.of(
            HealthStatus.HEALTHY, 200,
            HealthStatus.DEGRADED, 200,
            HealthStatus.UNHEALTHY, 503);

    final Prober prober;
    final boolean hasAllChecks;
    final Map<String, Impact> impacts;
    final Set<String> excluded;
    final Set<String> mayReplaceTasks;
    final boolean deepAtStartup;
    final boolean passesForGood;
    final boolean failsOpen;
    final boolean failsWhileDraining;
    final Map<HealthStatus, Integer> httpStatus;
    final Optional<Duration> detectWithin;

    private GroupSettings(Draft draft) {
        prober = draft.prober;
        hasAllChecks = draft.hasAllChecks;
        impacts = Collections.unmodifiableMap(new LinkedHashMap<>(draft.impacts));
        excluded = Set.copyOf(draft.excluded);
        mayReplaceTasks = Set.copyOf(draft.mayReplaceTasks);
        deepAtStartup = draft.deepAtStartup;
        passesForGood = draft.passesForGood;
        failsOpen = draft.failsOpen;
        failsWhileDraining = draft.failsWhileDraining;
        httpStatus = Map.copyOf(draft.httpStatus);
        detectWithin = draft.detectWithin;
    }

    /** Nothing but what the group itself names; for people. */
    static GroupSettings empty() {
        return new GroupSettings(new Draft());
    }

    /** {@code /health}: every check with the impact it was registered with; for people and alarms. */
    static GroupSettings everything() {
        return empty().change(d -> d.hasAllChecks = true);
    }

    /** {@code /health/live}: the process itself; an ECS container check asks for it. */
    static GroupSettings liveness() {
        return empty().probedBy(Prober.ecsContainer());
    }

    /** {@code /health/ready}: what a target group probes; shared dependencies only degrade it. */
    static GroupSettings readiness() {
        return everything().probedBy(Prober.alb()).failsWhileDraining();
    }

    /** {@code /health/startup}: unhealthy until everything has worked once, then healthy for good. */
    static GroupSettings startup() {
        return everything().deepAtStartup().change(d -> d.passesForGood = true);
    }

    /** Who asks for the group; this decides which checks it may hold critical. */
    public GroupSettings probedBy(Prober value) {
        Objects.requireNonNull(value, "prober");
        return change(d -> d.prober = value);
    }

    /**
     * Holds these checks critical here: the group is as bad as they are.
     *
     * <p>Where an ALB or ECS asks for the group, a check of a shared dependency must not be critical: when the
     * dependency fails, every task fails at once, ECS replaces them all, and the new ones fail the same way. See
     * {@link #deepAtStartup()} and {@link #allowTaskReplacementBy(String)}.
     */
    public GroupSettings critical(String... checks) {
        return impact(Impact.CRITICAL, checks);
    }

    /** Lets these checks degrade the group, but never fail it. */
    public GroupSettings degrades(String... checks) {
        return impact(Impact.DEGRADES, checks);
    }

    /** Shows these checks without counting them. */
    public GroupSettings informs(String... checks) {
        return impact(Impact.INFORMS, checks);
    }

    /** Leaves these checks out. */
    public GroupSettings without(String... checks) {
        return change(d -> d.excluded.addAll(List.of(checks)));
    }

    /**
     * Permits the check of a shared dependency to be critical in a group that an ALB or ECS reads, knowing that its
     * failure replaces the service's tasks, all at once.
     */
    public GroupSettings allowTaskReplacementBy(String check) {
        Objects.requireNonNull(check, "check");
        return change(d -> d.mayReplaceTasks.add(check));
    }

    /**
     * Deep at start-up, shallow afterwards: until the group has passed once, every check that degrades it is critical,
     * so that a task which cannot reach what it needs never enters service; from then on it only degrades, so that an
     * outage of a shared dependency replaces nothing.
     */
    public GroupSettings deepAtStartup() {
        return change(d -> d.deepAtStartup = true);
    }

    /** Answers 200 when the group's status is unknown; by default it answers 503 (fails closed). */
    public GroupSettings unknownFailsOpen() {
        return change(d -> d.failsOpen = true);
    }

    /** Makes the group unhealthy for good once {@link HealthChecks#drain()} is called; readiness always does so. */
    public GroupSettings failsWhileDraining() {
        return change(d -> d.failsWhileDraining = true);
    }

    /**
     * The HTTP status that answers for a status; by default 200 for healthy and degraded, 503 for unhealthy, and for
     * unknown 503 or, with {@link #unknownFailsOpen()}, 200.
     *
     * @param code 200 to 599; an ALB takes only 200 for healthy unless its matcher says otherwise
     */
    public GroupSettings httpStatus(HealthStatus status, int code) {
        Objects.requireNonNull(status, "status");
        return change(d -> d.httpStatus.put(status, code));
    }

    /**
     * Demands that each check which the group counts takes effect within this time, from the fault to the prober's
     * verdict; otherwise the checks do not start. See {@link ProbeBudget}.
     */
    public GroupSettings detectWithin(Duration limit) {
        Objects.requireNonNull(limit, "limit");
        return change(d -> d.detectWithin = Optional.of(limit));
    }

    int httpStatusOf(HealthStatus status) {
        Integer code = httpStatus.get(status);
        return code != null ? code : failsOpen ? 200 : 503;
    }

    private GroupSettings impact(Impact impact, String... checks) {
        return change(d -> List.of(checks).forEach(check -> d.impacts.put(check, impact)));
    }

    private GroupSettings change(java.util.function.Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new GroupSettings(draft);
    }

    /** The one mutable stage between two immutable settings. */
    private static final class Draft {
        private Prober prober = Prober.people();
        private boolean hasAllChecks;
        private final Map<String, Impact> impacts = new LinkedHashMap<>();
        private final Set<String> excluded = new LinkedHashSet<>();
        private final Set<String> mayReplaceTasks = new LinkedHashSet<>();
        private boolean deepAtStartup;
        private boolean passesForGood;
        private boolean failsOpen;
        private boolean failsWhileDraining;
        private final Map<HealthStatus, Integer> httpStatus = new EnumMap<>(DEFAULT_HTTP);
        private Optional<Duration> detectWithin = Optional.empty();

        Draft() {}

        Draft(GroupSettings from) {
            prober = from.prober;
            hasAllChecks = from.hasAllChecks;
            impacts.putAll(from.impacts);
            excluded.addAll(from.excluded);
            mayReplaceTasks.addAll(from.mayReplaceTasks);
            deepAtStartup = from.deepAtStartup;
            passesForGood = from.passesForGood;
            failsOpen = from.failsOpen;
            failsWhileDraining = from.failsWhileDraining;
            httpStatus.clear();
            httpStatus.putAll(from.httpStatus);
            detectWithin = from.detectWithin;
        }
    }

    List<String> faults() {
        List<String> faults = new ArrayList<>(prober.faults());
        httpStatus.forEach(
                (status, code) -> Rules.within(faults, "httpStatus of " + status.wireName(), code, 200, 599));
        return faults;
    }
}
