package dev.eloquent.health;

import java.util.Locale;

/**
 * The four things that can be said of a check, a group or a service, from best to worst as an aggregate counts them.
 *
 * <p>The order of the constants is the order of severity: an aggregate is as bad as its worst part, and not knowing
 * whether something essential works is worse than knowing that it works badly.
 */
public enum HealthStatus {
    /** It works. */
    HEALTHY,
    /** It works, but less well than it should, or something that it can do without is away. */
    DEGRADED,
    /** Nobody has looked yet, or the last look is too old to be believed. */
    UNKNOWN,
    /** It does not work. */
    UNHEALTHY;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The value as it stands in payloads and logs: {@code healthy}, {@code degraded}, {@code unknown}, {@code unhealthy}. */
    public String wireName() {
        return wireName;
    }

    boolean isWorseThan(HealthStatus other) {
        return compareTo(other) > 0;
    }

    static HealthStatus worse(HealthStatus one, HealthStatus other) {
        return one.isWorseThan(other) ? one : other;
    }

    static HealthStatus milder(HealthStatus one, HealthStatus other) {
        return one.isWorseThan(other) ? other : one;
    }
}
