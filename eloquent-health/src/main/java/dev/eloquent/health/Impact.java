package dev.eloquent.health;

/** What a check means to a group; it belongs to the pair of the two, for one check may be vital here and idle there. */
public enum Impact {
    /** The group is as bad as the check. */
    CRITICAL,
    /** The group is degraded while the check is unhealthy or unknown. */
    DEGRADES,
    /** The check is shown and never counts. */
    INFORMS;

    HealthStatus on(HealthStatus check) {
        return switch (this) {
            case CRITICAL -> check;
            case DEGRADES -> HealthStatus.milder(check, HealthStatus.DEGRADED);
            case INFORMS -> HealthStatus.HEALTHY;
        };
    }
}
