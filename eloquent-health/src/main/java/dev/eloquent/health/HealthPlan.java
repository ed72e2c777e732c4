package dev.eloquent.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The whole configuration after it has been found free of faults. */
record HealthPlan(String service, String version, List<CheckPlan> checks, Map<String, Group> groups) {
    static final String ROOT = "health";
    static final String READY = "ready";
    static final String LIVE = "live";
    static final String STARTUP = "startup";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    /** Fields of the flat payload, which has one more field for each check. */
    private static final Set<String> PAYLOAD_FIELDS =
            Set.of("status", "timestamp", "version", "reason", Transition.PROCESS);
    /** Segments of paths below {@code /health} that are not groups. */
    private static final Set<String> PATHS = Set.of("checks");

    /** @throws HealthConfigurationException with every fault there is */
    static HealthPlan of(
            String service,
            String version,
            int history,
            List<CheckPlan> checks,
            Map<String, GroupSettings> groupSettings) {
        List<String> faults = new ArrayList<>();
        Rules.within(faults, "history", history, 1, 10_000);
        label(faults, "service", service);
        label(faults, "version", version);
        Set<String> names = new LinkedHashSet<>();
        for (CheckPlan check : checks) {
            checkFaults(faults, check, names);
        }
        Map<String, Group> groups = new LinkedHashMap<>();
        groupSettings.forEach((name, settings) -> {
            if (!NAME.matcher(name).matches() || PATHS.contains(name)) {
                faults.add("group name must match " + NAME + " and not be one of " + PATHS + ", was '"
                        + PrivateText.of(name) + "'");
            }
            Group group = Group.resolve(name, settings, checks);
            groups.put(name, group);
            groupFaults(faults, group, checks, names);
        });
        if (!faults.isEmpty()) {
            throw new HealthConfigurationException(faults);
        }
        return new HealthPlan(service, version, List.copyOf(checks), groups);
    }

    private static void label(List<String> faults, String what, String value) {
        if (value.isBlank() || value.length() > 128 || value.chars().anyMatch(Character::isISOControl)) {
            faults.add(
                    what + " must have 1 to 128 characters, none of them a control character, and not be blank, was '"
                            + PrivateText.of(value) + "'");
        }
    }

    private static void checkFaults(List<String> faults, CheckPlan check, Set<String> names) {
        String name = check.name();
        if (!NAME.matcher(name).matches() || PAYLOAD_FIELDS.contains(name)) {
            faults.add("check name must match " + NAME + " and not be one of the payload's own fields, was '"
                    + PrivateText.of(name) + "'");
        }
        if (!names.add(name)) {
            faults.add("check '" + name + "' is registered twice: give each check a name of its own");
        }
        check.settings().faults().forEach(fault -> faults.add("check '" + name + "': " + fault));
        faultsOf(check).forEach(fault -> faults.add("check '" + name + "': " + fault));
    }

    /** A check that cannot even say what is wrong with it must not hide what is wrong with the others. */
    private static List<String> faultsOf(CheckPlan check) {
        try {
            return List.copyOf(check.check().faults(check.settings()));
        } catch (RuntimeException e) {
            return List.of("asked for its faults it threw " + PrivateText.of(e));
        }
    }

    private static void groupFaults(List<String> faults, Group group, List<CheckPlan> checks, Set<String> names) {
        String in = "group '" + group.name + "': ";
        GroupSettings settings = group.settings;
        settings.faults().forEach(fault -> faults.add(in + fault));
        unknownNames(settings.impacts.keySet(), names::contains)
                .forEach(name -> faults.add(in + "there is no check '" + name + "': register it or correct the name"));
        unknownNames(settings.excluded, names::contains)
                .forEach(name -> faults.add(in + "cannot leave out '" + name + "', there is no such check"));
        unknownNames(settings.mayReplaceTasks, names::contains)
                .forEach(name -> faults.add(in + "cannot permit '" + name + "', there is no such check"));
        unknownNames(settings.impacts.keySet(), name -> !settings.excluded.contains(name))
                .forEach(name -> faults.add(in + "check '" + name + "' is both counted and left out: drop one"));
        for (CheckPlan check : checks) {
            Impact impact = group.members.get(check.name());
            // Sums over durations that are out of range could overflow; those have been told above.
            boolean canBeSummed = check.settings().faults().isEmpty()
                    && settings.prober.faults().isEmpty();
            if (impact != null && canBeSummed) {
                memberFaults(faults, in + "check '" + check.name() + "' ", group, check, impact);
            }
        }
    }

    private static List<String> unknownNames(Collection<String> names, Predicate<String> known) {
        return names.stream().filter(known.negate()).toList();
    }

    private static void memberFaults(List<String> faults, String member, Group group, CheckPlan plan, Impact impact) {
        Prober prober = group.settings.prober;
        CheckSettings check = plan.settings();
        boolean replacesTasks = group.failsItsProber(impact) && prober.replacesTasks();
        if (replacesTasks && !check.local() && !group.settings.mayReplaceTasks.contains(plan.name())) {
            faults.add(member + "looks at a shared dependency and must not fail the group where the " + prober
                    + " reads it: when the dependency fails, every task fails at once, ECS replaces them all, and the"
                    + " new ones fail the same way. Let it degrade the group, or use deepAtStartup(); if it looks only"
                    + " at this process declare it onlyLocal(); if you want this, allowTaskReplacementBy(\""
                    + plan.name() + "\")");
        }
        if (impact == Impact.INFORMS) {
            return;
        }
        prober.patience()
                .filter(patience -> check.timeout().compareTo(patience) > 0)
                .ifPresent(patience -> faults.add(
                        member + "may take " + check.timeout() + ", longer than the " + patience + " that the " + prober
                                + " itself would wait: what is too slow for the prober would be called healthy; shorten the"
                                + " check's timeout or lengthen the prober's"));
        if (group.worstImpact(plan.name()) == Impact.CRITICAL) {
            Duration firstResult = check.startupGrace().plus(check.timeout());
            prober.startAllowance()
                    .filter(allowed -> firstResult.compareTo(allowed) > 0)
                    .ifPresent(allowed -> faults.add(
                            member + "may need " + firstResult + " (start-up grace + timeout) for its first result, but"
                                    + " the " + prober + " replaces a new task after " + allowed
                                    + ": lengthen ECS's grace or start period, or shorten the check's"));
        }
        Duration detection = ProbeBudget.of(group, plan.name(), impact, check).detection();
        group.settings
                .detectWithin
                .filter(limit -> detection.compareTo(limit) > 0)
                .ifPresent(limit -> faults.add(
                        member + "takes effect after up to " + detection + ", but the group must detect within " + limit
                                + ": shorten intervals, timeouts or thresholds"));
    }

    List<ProbeBudget> budgets() {
        List<ProbeBudget> budgets = new ArrayList<>();
        for (Group group : groups.values()) {
            for (CheckPlan check : checks) {
                Impact impact = group.members.get(check.name());
                if (impact != null && impact != Impact.INFORMS) {
                    budgets.add(ProbeBudget.of(group, check.name(), impact, check.settings()));
                }
            }
        }
        return List.copyOf(budgets);
    }
}
