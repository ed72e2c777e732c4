package dev.eloquent.examples.rag.settings;

import java.util.Map;

/**
 * Where metrics and traces go. What the variables say of it is read, and its faults are told, by the library itself.
 *
 * @param standIns whether they go to stand-ins beside the service, with a page to look at
 * @param variables the environment, as it is
 */
public record TelemetrySettings(boolean standIns, Map<String, String> variables) {
    /** Copies the map. */
    public TelemetrySettings {
        variables = Map.copyOf(variables);
    }

    /** Without a word about it, a laptop has stand-ins. */
    static TelemetrySettings of(Variables variables, Map<String, String> environment, boolean local) {
        return new TelemetrySettings(local && variables.value("TELEMETRY").isEmpty(), environment);
    }

    /** Without the variables, some of which are secrets. */
    @Override
    public String toString() {
        return standIns ? "stand-ins" : "as TELEMETRY says";
    }
}
