package dev.eloquent.metrics.emf;

import java.util.List;

/** Everything that is wrong with the settings, thrown once. */
public final class EmfConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String[] faults;

    EmfConfigurationException(List<String> faults) {
        super("metrics: " + String.join("; ", faults));
        this.faults = faults.toArray(String[]::new);
    }

    /** The faults, one by one; unmodifiable. */
    public List<String> faults() {
        return List.of(faults);
    }
}
