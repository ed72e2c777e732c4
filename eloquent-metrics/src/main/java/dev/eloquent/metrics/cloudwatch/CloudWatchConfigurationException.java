package dev.eloquent.metrics.cloudwatch;

import java.util.List;

/** Everything that is wrong with the settings, thrown once. */
public final class CloudWatchConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String[] faults;

    CloudWatchConfigurationException(List<String> faults) {
        super("metrics: " + String.join("; ", faults));
        this.faults = faults.toArray(String[]::new);
    }

    /** The faults, one by one; unmodifiable. */
    public List<String> faults() {
        return List.of(faults);
    }
}
