package dev.eloquent.shutdown;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps that have been registered, until the shutdown takes them. A step may come after one that is registered
 * already, so that no circle can be built and a wrong name is known where it is written.
 */
final class Steps {
    private final Map<Phase, Map<String, StepPlan>> registered = new LinkedHashMap<>();
    /** What is owned, the first acquired first. */
    private final List<String> owned = new ArrayList<>();
    /** The last that was added to a name, where several own that. */
    private final Map<String, Integer> numbers = new HashMap<>();

    private boolean taken;

    Steps() {
        for (Phase phase : Phase.values()) {
            registered.put(phase, new LinkedHashMap<>());
        }
    }

    /**
     * Adds a step.
     *
     * @return false if the shutdown has begun already
     * @throws ShutdownConfigurationException if the name is taken, or one of those before it is unknown
     */
    synchronized boolean add(StepPlan step) {
        Map<String, StepPlan> phase = of(step.phase());
        List<String> faults = new ArrayList<>();
        if (step.name().chars().anyMatch(Character::isISOControl)) {
            faults.add("the name of a step of phase " + step.phase() + " must have no control characters, was '"
                    + step.name().replaceAll("\\p{Cntrl}", "?") + "'");
        }
        if (step.name().isBlank()) {
            faults.add("a step of phase " + step.phase() + " must have a name, was '" + step.name() + "'");
        }
        if (step.phase().compareTo(Phase.CLOSE) > 0 && step.name().startsWith(Run.REPORT)) {
            faults.add("no step of phase " + step.phase() + " may be called '" + step.name()
                    + "': names that begin with '" + Run.REPORT + "' are the shutdown's own");
        }
        if (phase.containsKey(step.name())) {
            faults.add("phase " + step.phase() + " has a step '" + step.name() + "' already: choose another name");
        }
        for (String before : step.after()) {
            if (!phase.containsKey(before)) {
                faults.add("step '" + step.name() + "' comes after '" + before + "', which phase " + step.phase()
                        + " does not have; register that one first, the phase has " + phase.keySet());
            }
        }
        if (!faults.isEmpty()) {
            throw new ShutdownConfigurationException(faults);
        }
        if (taken) {
            return false;
        }
        phase.put(step.name(), step);
        return true;
    }

    /**
     * Adds a step of phase close that runs before all that were acquired before it.
     *
     * @param name what to call it; a number is added where that is taken
     * @return false if the shutdown has begun already
     */
    synchronized boolean own(String name, Task close) {
        int number = numbers.getOrDefault(name, 0);
        String free;
        do {
            number++;
            free = number == 1 ? name : name + " " + number;
        } while (of(Phase.CLOSE).containsKey(free));
        if (!add(new StepPlan(Phase.CLOSE, free, close, List.of()))) {
            return false;
        }
        numbers.put(name, number);
        owned.add(free);
        return true;
    }

    /** All steps, phase by phase; from now on none can be added. */
    synchronized List<StepPlan> take() {
        taken = true;
        for (int i = 0; i + 1 < owned.size(); i++) {
            String acquiredNext = owned.get(i + 1);
            of(Phase.CLOSE).computeIfPresent(owned.get(i), (name, step) -> comingAfter(step, acquiredNext));
        }
        List<StepPlan> steps = new ArrayList<>();
        registered.values().forEach(phase -> steps.addAll(phase.values()));
        return steps;
    }

    private static StepPlan comingAfter(StepPlan step, String other) {
        List<String> after = new ArrayList<>(step.after());
        after.add(other);
        return new StepPlan(step.phase(), step.name(), step.task(), after);
    }

    private Map<String, StepPlan> of(Phase phase) {
        return java.util.Objects.requireNonNull(registered.get(phase));
    }
}
