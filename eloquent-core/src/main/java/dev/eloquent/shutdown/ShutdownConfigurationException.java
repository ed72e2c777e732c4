package dev.eloquent.shutdown;

import java.util.List;

/** Everything that is wrong with the settings of a shutdown, thrown once, or what is wrong with a step. */
public final class ShutdownConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String[] faults;

    ShutdownConfigurationException(List<String> faults) {
        super("shutdown: " + String.join("; ", faults));
        this.faults = faults.toArray(String[]::new);
    }

    /** The faults, one by one; unmodifiable. */
    public List<String> faults() {
        return List.of(faults);
    }
}
