package dev.eloquent.tracing;

import java.util.List;

/** Everything that is wrong with the settings of tracing, thrown once. */
public final class TracingConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String[] faults;

    TracingConfigurationException(List<String> faults) {
        super("tracing: " + String.join("; ", faults));
        this.faults = faults.toArray(String[]::new);
    }

    /** The faults, one by one; unmodifiable. */
    public List<String> faults() {
        return List.of(faults);
    }
}
