package dev.eloquent.benchmarks.health;

import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthChecksBuilder;
import dev.eloquent.health.http.HealthRoutes;
import java.io.ByteArrayOutputStream;
import java.time.Duration;

/** Runs the checks in parallel, on threads of its own, and answers what {@code /health} does. */
final class EloquentAggregate implements Aggregate {
    private final HealthChecks health;
    private final HealthRoutes routes;

    EloquentAggregate(Runnable work) {
        HealthChecksBuilder checks = HealthChecks.of("benchmarks", "1.0.0");
        for (String name : TenChecks.NAMES) {
            // So seldom that no background run falls into a measurement.
            checks.critical(
                    name,
                    HealthCheck.completes(work::run),
                    settings -> settings.interval(Duration.ofHours(1)).onlyLocal());
        }
        health = checks.start();
        routes = HealthRoutes.of(health);
    }

    @Override
    public byte[] fresh() throws Exception {
        health.refresh(Duration.ofSeconds(10));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        routes.answer("GET", "", () -> false).writeBody(body);
        return body.toByteArray();
    }

    @Override
    public void close() {
        health.close();
    }
}
