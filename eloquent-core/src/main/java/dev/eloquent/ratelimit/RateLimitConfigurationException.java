package dev.eloquent.ratelimit;

import java.util.List;

/** Everything that is wrong with a quota's settings, thrown once. */
public final class RateLimitConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String[] faults;

    /** With these faults; one at least. */
    public RateLimitConfigurationException(List<String> faults) {
        super("rate limit: " + String.join("; ", faults));
        this.faults = faults.toArray(String[]::new);
    }

    /** The faults, one by one; unmodifiable. */
    public List<String> faults() {
        return List.of(faults);
    }
}
