package dev.eloquent.health;

import java.util.List;

/** Everything that is wrong with a configuration, thrown once, before any check has run. */
public final class HealthConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    HealthConfigurationException(List<String> faults) {
        super("health checks not started, " + faults.size() + (faults.size() == 1 ? " fault" : " faults") + ": "
                + String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** The faults, one by one; unmodifiable. */
    public List<String> faults() {
        return faults;
    }
}
