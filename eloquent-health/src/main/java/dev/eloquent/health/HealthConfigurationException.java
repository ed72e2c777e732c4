package dev.eloquent.health;

import java.util.List;

/** Everything that is wrong with a configuration, thrown once, before any check has run. */
public final class HealthConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String[] faults;

    HealthConfigurationException(List<String> faults) {
        super("health checks not started, " + faults.size() + (faults.size() == 1 ? " fault" : " faults") + ": "
                + String.join("; ", faults));
        this.faults = faults.toArray(String[]::new);
    }

    /** The faults, one by one; unmodifiable. */
    public List<String> faults() {
        return List.of(faults);
    }
}
