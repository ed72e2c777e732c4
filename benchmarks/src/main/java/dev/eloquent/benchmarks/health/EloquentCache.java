package dev.eloquent.benchmarks.health;

import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthChecksBuilder;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.http.HealthRoutes;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Eloquent with ten critical checks that have run, and run again as often as they do by default. */
@State(Scope.Benchmark)
public class EloquentCache implements AutoCloseable {
    private final HealthChecks health;
    private final HealthRoutes routes;

    public EloquentCache() {
        HealthChecksBuilder checks = HealthChecks.of("benchmarks", "1.0.0");
        TenChecks.NAMES.forEach(name -> checks.critical(name, HealthCheck.completes(() -> {})));
        health = checks.start();
        routes = HealthRoutes.of(health);
    }

    @Setup
    public void start() throws InterruptedException {
        if (!health.awaitFirstResults(Duration.ofSeconds(10))) {
            throw new IllegalStateException("no first results within 10 s");
        }
    }

    HealthStatus status() {
        return health.status();
    }

    void write(OutputStream out) throws IOException {
        routes.answer("GET", "", () -> false).writeBody(out);
    }

    @TearDown
    @Override
    public void close() {
        health.close();
    }
}
