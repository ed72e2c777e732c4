package dev.eloquent.ecs;

import java.util.List;

/** Everything that is wrong with the settings of a task protection, thrown once. */
public final class TaskProtectionConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String[] faults;

    TaskProtectionConfigurationException(List<String> faults) {
        super("task protection: " + String.join("; ", faults));
        this.faults = faults.toArray(String[]::new);
    }

    /** The faults, one by one; unmodifiable. */
    public List<String> faults() {
        return List.of(faults);
    }
}
