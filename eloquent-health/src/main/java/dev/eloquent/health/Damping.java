package dev.eloquent.health;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The status that results must move: it worsens to the worst level that the last {@code failureThreshold} results have
 * all reached, and betters to the best that the last {@code successThreshold} results have all kept to. So two failures
 * and a degradation in a row make it degraded, not unhealthy, and a level is reached by as many results as the
 * threshold says, whatever came before.
 *
 * <p>Unknown has nothing to damp: the first result replaces it. Not safe for use by several threads.
 */
final class Damping {
    /** What a result can be, from best to worst. */
    private static final List<HealthStatus> LEVELS =
            List.of(HealthStatus.HEALTHY, HealthStatus.DEGRADED, HealthStatus.UNHEALTHY);

    private final int failureThreshold;
    private final int successThreshold;
    /** For each level, how many of the last results in a row were at least, and at most, as bad. */
    private final Map<HealthStatus, Integer> atLeast = new EnumMap<>(HealthStatus.class);

    private final Map<HealthStatus, Integer> atMost = new EnumMap<>(HealthStatus.class);
    private HealthStatus status;

    Damping(HealthStatus initial, int failureThreshold, int successThreshold) {
        this.status = initial;
        this.failureThreshold = failureThreshold;
        this.successThreshold = successThreshold;
        LEVELS.forEach(level -> atLeast.put(level, 0));
        LEVELS.forEach(level -> atMost.put(level, 0));
    }

    HealthStatus status() {
        return status;
    }

    void observe(HealthStatus observed) {
        for (HealthStatus level : LEVELS) {
            atLeast.merge(level, 1, (row, one) -> level.isWorseThan(observed) ? 0 : row + one);
            atMost.merge(level, 1, (row, one) -> observed.isWorseThan(level) ? 0 : row + one);
        }
        status = status == HealthStatus.UNKNOWN ? observed : next();
    }

    private HealthStatus next() {
        HealthStatus next = status;
        for (HealthStatus level : LEVELS) {
            if (level.isWorseThan(status) && atLeast.getOrDefault(level, 0) >= failureThreshold) {
                next = level; // the last of these is the worst
            }
            if (status.isWorseThan(level) && atMost.getOrDefault(level, 0) >= successThreshold) {
                return level; // the first of these is the best
            }
        }
        return next;
    }

    /** Forgets: what was known is too old. */
    void forget() {
        status = HealthStatus.UNKNOWN;
    }
}
