package dev.eloquent.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A group with its settings resolved against the checks there are: each member has its impact. */
final class Group {
    final String name;
    final GroupSettings settings;
    final Map<String, Impact> members;

    private Group(String name, GroupSettings settings, Map<String, Impact> members) {
        this.name = name;
        this.settings = settings;
        this.members = Collections.unmodifiableMap(members);
    }

    static Group resolve(String name, GroupSettings settings, List<CheckPlan> checks) {
        Map<String, Impact> members = new LinkedHashMap<>();
        for (CheckPlan check : checks) {
            Impact named = settings.impacts.get(check.name());
            boolean counts = named != null || settings.hasAllChecks;
            if (counts && !settings.excluded.contains(check.name())) {
                members.put(check.name(), named != null ? named : inherited(check, settings));
            }
        }
        return new Group(name, settings, members);
    }

    /**
     * "Critical" said of a check as such means that the service is unhealthy without it. It does not mean that ECS
     * should replace the task: where a prober does that, a shared dependency only degrades the group unless permitted.
     */
    private static Impact inherited(CheckPlan check, GroupSettings settings) {
        boolean tamed = check.impact() == Impact.CRITICAL
                && settings.prober.replacesTasks()
                && !check.settings().local()
                && !settings.mayReplaceTasks.contains(check.name());
        return tamed ? Impact.DEGRADES : check.impact();
    }

    /** Whether the group has the stricter reading until it has passed once. */
    boolean startsDeep() {
        return settings.deepAtStartup;
    }

    HealthStatus evaluate(Map<String, CheckReport> reports, boolean passedOnce) {
        HealthStatus worst = HealthStatus.HEALTHY;
        for (Map.Entry<String, Impact> member : members.entrySet()) {
            CheckReport report = reports.get(member.getKey());
            if (report != null) {
                HealthStatus status = startsDeep() && !passedOnce ? proven(report) : report.status();
                worst = HealthStatus.worse(
                        worst, impactNow(member.getValue(), passedOnce).on(status));
            }
        }
        return worst;
    }

    /** At start-up neither an assumed initial status nor the thresholds count: it must have worked, just now. */
    private static HealthStatus proven(CheckReport report) {
        HealthStatus observed =
                report.lastRun().map(CheckReport.LastRun::observed).orElse(HealthStatus.UNKNOWN);
        return HealthStatus.worse(report.status(), observed);
    }

    /** Whether a prober that replaces tasks would see a failure of the check. */
    boolean failsItsProber(Impact impact) {
        boolean degradedIsRefused = settings.httpStatusOf(HealthStatus.DEGRADED) >= 300;
        return impact == Impact.CRITICAL || (impact == Impact.DEGRADES && degradedIsRefused);
    }

    private Impact impactNow(Impact impact, boolean passedOnce) {
        if (!startsDeep() || impact == Impact.INFORMS) {
            return impact;
        }
        if (!passedOnce) {
            return Impact.CRITICAL;
        }
        return settings.passesForGood ? Impact.INFORMS : impact;
    }

    /** The impact that a failure can have at worst, at start-up or later. */
    Impact worstImpact(String check) {
        Impact impact = members.getOrDefault(check, Impact.INFORMS);
        return startsDeep() && impact == Impact.DEGRADES ? Impact.CRITICAL : impact;
    }
}
