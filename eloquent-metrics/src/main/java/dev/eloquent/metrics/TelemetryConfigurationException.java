package dev.eloquent.metrics;

import java.util.List;

/** Everything that is wrong with the settings of telemetry, thrown once. */
public final class TelemetryConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String[] faults;

    TelemetryConfigurationException(List<String> faults) {
        super("telemetry not started: " + String.join("; ", faults));
        this.faults = faults.toArray(String[]::new);
    }

    /** The faults, one by one; unmodifiable. */
    public List<String> faults() {
        return List.of(faults);
    }
}
