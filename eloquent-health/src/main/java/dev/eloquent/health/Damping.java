package dev.eloquent.health;

/**
 * The status that results must move: it changes when as many results in a row as the threshold demands are all worse
 * (or all better) than it, and then to the level that all of them have reached, so that two failures and a
 * degradation in a row make it degraded, not unhealthy.
 *
 * <p>Unknown has nothing to damp: the first result replaces it. Not safe for use by several threads.
 */
final class Damping {
    private final int failureThreshold;
    private final int successThreshold;
    private HealthStatus status;
    private boolean worsening;
    private int streak;
    private HealthStatus level = HealthStatus.UNKNOWN;

    Damping(HealthStatus initial, int failureThreshold, int successThreshold) {
        this.status = initial;
        this.failureThreshold = failureThreshold;
        this.successThreshold = successThreshold;
    }

    HealthStatus status() {
        return status;
    }

    void observe(HealthStatus observed) {
        if (status == HealthStatus.UNKNOWN || observed == status) {
            moveTo(observed);
            return;
        }
        boolean worse = observed.isWorseThan(status);
        if (streak == 0 || worse != worsening) {
            worsening = worse;
            streak = 1;
            level = observed;
        } else {
            streak++;
            level = worse ? HealthStatus.milder(level, observed) : HealthStatus.worse(level, observed);
        }
        if (streak >= (worse ? failureThreshold : successThreshold)) {
            moveTo(level);
        }
    }

    /** Forgets: what was known is too old. */
    void forget() {
        moveTo(HealthStatus.UNKNOWN);
    }

    private void moveTo(HealthStatus next) {
        status = next;
        streak = 0;
    }
}
