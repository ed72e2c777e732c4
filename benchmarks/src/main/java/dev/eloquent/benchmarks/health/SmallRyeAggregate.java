package dev.eloquent.benchmarks.health;

import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.HealthRegistry;
import io.smallrye.health.api.HealthType;
import io.smallrye.health.registry.HealthRegistries;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * SmallRye's reporter and its own JSON writer, without CDI: the bytes of {@code /health}. It runs a {@link HealthCheck}
 * on the caller's thread, one after the other, and an {@link AsyncHealthCheck} wherever that takes itself: here to a
 * pool. The registry is one for the JVM, so there must be one of these at a time.
 */
final class SmallRyeAggregate implements Aggregate {
    private final HealthRegistry registry = HealthRegistries.getRegistry(HealthType.READINESS);
    private final SmallRyeHealthReporter reporter = new SmallRyeHealthReporter();
    private final ExecutorService pool = TenChecks.pool();

    private SmallRyeAggregate() {}

    static Aggregate sequential(Runnable work) {
        SmallRyeAggregate aggregate = new SmallRyeAggregate();
        for (String name : TenChecks.NAMES) {
            HealthCheck check = () -> answer(work, name);
            aggregate.registry.register(name, check);
        }
        return aggregate;
    }

    static Aggregate parallel(Runnable work) {
        SmallRyeAggregate aggregate = new SmallRyeAggregate();
        for (String name : TenChecks.NAMES) {
            AsyncHealthCheck check =
                    () -> Uni.createFrom().item(() -> answer(work, name)).runSubscriptionOn(aggregate.pool);
            aggregate.registry.register(name, check);
        }
        return aggregate;
    }

    private static HealthCheckResponse answer(Runnable work, String name) {
        work.run();
        return HealthCheckResponse.up(name);
    }

    @Override
    public byte[] fresh() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        reporter.reportHealth(body, reporter.getHealth());
        return body.toByteArray();
    }

    @Override
    public void close() {
        TenChecks.NAMES.forEach(registry::remove);
        pool.shutdownNow();
    }
}
