package dev.eloquent.metrics.health;

import dev.eloquent.health.CheckReport;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.Transition;
import dev.eloquent.metrics.internal.FirstBinding;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;

/**
 * Health as meters: {@code telemetry.bind(HealthMeters.of(health))}.
 *
 * <p>{@code eloquent.health.status} is {@code /health}, {@code eloquent.health.check} each check: 1 is healthy, 0.5
 * degraded, 0 unhealthy. What is unknown (nobody has looked yet, the look is too old, the checks are closed) is no number
 * and is not published, so that a deployment is no outage. Let alarms treat missing data as missing, or as ignore where
 * they are to go on ringing when all tasks are gone; that there is no task is told by the heartbeat. {@code
 * eloquent.health.transitions} counts how often a check, or {@code process}, came to a status; those before the binding
 * are counted too, and none is lost however seldom it is read.
 *
 * <p>Reading runs no check and waits for nothing. The meters hold the checks for as long as the registry has them.
 */
public final class HealthMeters implements MeterBinder {
    private static final String STATUS = "eloquent.health.status";

    private final HealthChecks health;

    private HealthMeters(HealthChecks health) {
        this.health = health;
    }

    /** Of these checks; a registry has those of one service. */
    public static HealthMeters of(HealthChecks health) {
        return new HealthMeters(Objects.requireNonNull(health, "health"));
    }

    /** @throws IllegalStateException if the registry has meters of health already */
    @Override
    public void bindTo(MeterRegistry registry) {
        FirstBinding.require(registry, STATUS, Tags.empty(), "health", "bind the checks of the service once");
        Gauge.builder(STATUS, () -> number(health.status()))
                .description("Health of the service: 1 healthy, 0.5 degraded, 0 unhealthy")
                .register(registry);
        for (CheckReport check : health.report().checks()) {
            String name = check.name();
            Gauge.builder("eloquent.health.check", () -> number(statusOf(name)))
                    .tag("check", name)
                    .description("Health by check: 1 healthy, 0.5 degraded, 0 unhealthy")
                    .register(registry);
            transitions(registry, name);
        }
        transitions(registry, Transition.PROCESS);
    }

    private void transitions(MeterRegistry registry, String check) {
        for (HealthStatus to : HealthStatus.values()) {
            // The function holds the checks: the registry alone would hold them weakly.
            FunctionCounter.builder("eloquent.health.transitions", health, it -> health.transitionCount(check, to))
                    .tag("check", check)
                    .tag("to", to.wireName())
                    .description("How often a check came to a status")
                    .register(registry);
        }
    }

    private HealthStatus statusOf(String check) {
        return health.check(check).map(CheckReport::status).orElse(HealthStatus.UNKNOWN);
    }

    private static double number(HealthStatus status) {
        return switch (status) {
            case HEALTHY -> 1;
            case DEGRADED -> 0.5;
            case UNHEALTHY -> 0;
            case UNKNOWN -> Double.NaN;
        };
    }
}
