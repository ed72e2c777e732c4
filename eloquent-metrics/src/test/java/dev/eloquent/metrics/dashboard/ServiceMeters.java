package dev.eloquent.metrics.dashboard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * The meters of a service that binds all that the library has, made by hand, so that they are the same on each machine and
 * each of them can be used. {@link ServiceMetersTest} compares them with those of the bindings.
 */
final class ServiceMeters {
    static final String NAMESPACE = "Shop";
    static final String SERVICE = "orders";
    static final String ENVIRONMENT = "production";
    static final Tags COMMON = Tags.of("service", SERVICE, "environment", ENVIRONMENT);

    private ServiceMeters() {}

    /** Makes them. What the registry says of itself, and its heartbeat, are there without. */
    static void bind(MeterRegistry registry) {
        http(registry);
        pool(registry);
        jvm(registry);
        task(registry);
        health(registry);
        limits(registry);
        secrets(registry);
        registry.counter("eloquent.traces.sent");
        registry.counter("eloquent.traces.dropped");
        registry.counter("eloquent.traces.uncertain");
        gauge(registry, "eloquent.traces.waiting");
        registry.counter("eloquent.logs.dropped", "reason", "buffer_full");
        registry.summary("eloquent.shutdown.duration");
        registry.counter("eloquent.shutdown.unclean");
        registry.counter("eloquent.shutdown.steps.failed");
    }

    /** What CloudWatchRegistry says of itself. */
    static void self(MeterRegistry registry) {
        for (String name : List.of("published", "failed", "overflow")) {
            registry.counter("eloquent.metrics." + name);
        }
        for (String reason : List.of("buffer_full", "refused", "unread", "fault", "closed")) {
            registry.counter("eloquent.metrics.dropped", "reason", reason);
        }
        registry.timer("eloquent.metrics.latency");
        registry.gauge("eloquent.metrics.queue", 0);
    }

    /** Has each of them happen once, so that all are published. What reads a count elsewhere must have it grow there. */
    static void use(MeterRegistry registry) {
        for (Meter meter : registry.getMeters()) {
            if (meter instanceof Counter counter) {
                counter.increment();
            } else if (meter instanceof Timer timer) {
                timer.record(Duration.ofMillis(20));
            } else if (meter instanceof DistributionSummary summary) {
                summary.record(3);
            }
        }
    }

    static Collection<Meter.Id> ids(MeterRegistry registry) {
        return registry.getMeters().stream().map(Meter::getId).toList();
    }

    private static void http(MeterRegistry registry) {
        Tags ok = Tags.of("status", "200", "outcome", "SUCCESS");
        registry.timer("http.server.requests", ok.and("method", "GET", "uri", "/orders/{id}"));
        registry.timer("http.server.requests", ok.and("method", "POST", "uri", "/orders"));
        registry.timer("http.server.responses", "outcome", "SUCCESS");
        registry.timer("http.client.requests", "client", "openai", "method", "POST", "outcome", "SUCCESS");
    }

    /** As HikariCP names them. */
    private static void pool(MeterRegistry registry) {
        for (String name : List.of("", ".active", ".idle", ".pending", ".max", ".min")) {
            gauge(registry, "hikaricp.connections" + name, "pool", "database");
        }
        registry.counter("hikaricp.connections.timeout", "pool", "database");
        for (String name : List.of(".usage", ".acquire", ".creation")) {
            registry.timer("hikaricp.connections" + name, "pool", "database");
        }
    }

    private static void jvm(MeterRegistry registry) {
        gauge(registry, "jvm.memory.used", "area", "heap");
        gauge(registry, "jvm.memory.used", "area", "nonheap");
        gauge(registry, "jvm.memory.max", "area", "heap");
        gauge(registry, "jvm.gc.overhead");
        gauge(registry, "jvm.threads.live");
        registry.timer("jvm.gc.pause");
    }

    private static void task(MeterRegistry registry) {
        gauge(registry, "ecs.task.cpu.utilization");
        gauge(registry, "ecs.task.memory.utilization");
        gauge(registry, "ecs.task.memory.used");
    }

    private static void health(MeterRegistry registry) {
        gauge(registry, "eloquent.health.status");
        for (String check : List.of("database", "vector_db")) {
            gauge(registry, "eloquent.health.check", "check", check);
            registry.counter("eloquent.health.transitions", "check", check, "to", "unhealthy");
        }
    }

    private static void limits(MeterRegistry registry) {
        for (String outcome : List.of("allowed", "denied")) {
            registry.counter("eloquent.ratelimit.decisions", "quota", "per-client", "outcome", outcome);
        }
        for (String name : List.of("fallbacks", "evictions", "store.calls", "store.faults")) {
            registry.counter("eloquent.ratelimit." + name, "quota", "per-client");
        }
        registry.timer("eloquent.ratelimit.store.time", "quota", "per-client");
    }

    private static void secrets(MeterRegistry registry) {
        for (String secret : List.of("orders/database", "orders/pinecone")) {
            gauge(registry, "eloquent.secrets.age", "secret", secret);
            gauge(registry, "eloquent.secrets.stale", "secret", secret);
            registry.counter("eloquent.secrets.rotations", "secret", secret);
        }
    }

    private static void gauge(MeterRegistry registry, String name, String... tags) {
        Gauge.builder(name, () -> 1).tags(tags).strongReference(true).register(registry);
    }
}
