package dev.eloquent.shutdown;

import java.util.List;

/**
 * A step as it was registered.
 *
 * @param after the names of steps of the same phase that must have ended before this one begins
 */
record StepPlan(Phase phase, String name, Task task, List<String> after) {
    StepPlan {
        after = List.copyOf(after);
    }
}
