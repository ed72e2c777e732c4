package dev.eloquent.benchmarks.health;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import com.codahale.metrics.json.HealthCheckModule;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/**
 * The registry of metrics-healthchecks, with the mapper of its servlet. The servlet runs the checks on the request's
 * thread unless it is given an executor.
 */
final class MetricsAggregate implements Aggregate {
    private final HealthCheckRegistry registry = new HealthCheckRegistry();
    private final ObjectMapper mapper = new ObjectMapper().registerModule(new HealthCheckModule());
    private final ExecutorService pool = TenChecks.pool();
    private final Function<MetricsAggregate, Map<String, HealthCheck.Result>> run;

    private MetricsAggregate(Runnable work, Function<MetricsAggregate, Map<String, HealthCheck.Result>> run) {
        this.run = run;
        for (String name : TenChecks.NAMES) {
            registry.register(name, new HealthCheck() {
                @Override
                protected Result check() {
                    work.run();
                    return Result.healthy();
                }
            });
        }
    }

    static Aggregate sequential(Runnable work) {
        return new MetricsAggregate(work, metrics -> metrics.registry.runHealthChecks());
    }

    static Aggregate parallel(Runnable work) {
        return new MetricsAggregate(work, metrics -> metrics.registry.runHealthChecks(metrics.pool));
    }

    @Override
    public byte[] fresh() throws JsonProcessingException {
        return mapper.writeValueAsBytes(run.apply(this));
    }

    @Override
    public void close() {
        registry.shutdown();
        pool.shutdownNow();
    }
}
