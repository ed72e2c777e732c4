package dev.eloquent.metrics.http;

import dev.eloquent.metrics.http.internal.HttpMethod;
import dev.eloquent.metrics.http.internal.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code http.client.requests{client,method,outcome}} of one dependency: at most 80 timers, looked up once each. */
final class ClientTimers {
    private final String client;
    private final MeterRegistry registry;
    private final Map<HttpMethod, Map<Outcome, Timer>> timers = new EnumMap<>(HttpMethod.class);

    ClientTimers(String client, MeterRegistry registry) {
        this.client = client;
        this.registry = registry;
        for (HttpMethod method : HttpMethod.values()) {
            timers.put(method, new ConcurrentHashMap<>());
        }
    }

    long now() {
        return registry.config().clock().monotonicTime();
    }

    void record(HttpMethod method, Outcome outcome, long nanos) {
        Map<Outcome, Timer> ofMethod = Objects.requireNonNull(timers.get(method));
        @Nullable Timer timer = ofMethod.get(outcome);
        if (timer == null) {
            timer = ofMethod.computeIfAbsent(outcome, missing -> timer(method, missing));
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(HttpMethod method, Outcome outcome) {
        return Timer.builder("http.client.requests")
                .description("requests to a dependency, until its answer is there")
                .tag("client", client)
                .tag("method", method.name())
                .tag("outcome", outcome.name())
                .register(registry);
    }
}
