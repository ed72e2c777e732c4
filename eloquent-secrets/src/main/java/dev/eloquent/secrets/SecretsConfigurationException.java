package dev.eloquent.secrets;

import java.util.List;

/** Everything that is wrong with the declared secrets or the settings, thrown once. */
public final class SecretsConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String[] faults;

    SecretsConfigurationException(List<String> faults) {
        super("secrets: " + String.join("; ", faults));
        this.faults = faults.toArray(String[]::new);
    }

    /** The faults, one by one; unmodifiable. */
    public List<String> faults() {
        return List.of(faults);
    }
}
