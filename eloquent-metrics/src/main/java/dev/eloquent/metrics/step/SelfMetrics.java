package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What the registry says of itself, in itself: {@code eloquent.metrics.published}, {@code .failed} (calls), {@code
 * .dropped} by {@code reason}, {@code .overflow}, {@code .queue} and {@code .latency}. Those to which nothing happens are
 * not published.
 */
final class SelfMetrics {
    private final Counter published;
    private final Counter failed;
    private final Counter overflow;
    private final Timer latency;
    private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);

    SelfMetrics(MeterRegistry registry, Supplier<Number> queue) {
        published = registry.counter(SeriesGuard.SELF + "published");
        failed = registry.counter(SeriesGuard.SELF + "failed");
        overflow = registry.counter(SeriesGuard.SELF + "overflow");
        latency = registry.timer(SeriesGuard.SELF + "latency");
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, registry.counter(SeriesGuard.SELF + "dropped", "reason", reason.tag()));
        }
        Gauge.builder(SeriesGuard.SELF + "queue", queue).strongReference(true).register(registry);
    }

    public void published(long data) {
        published.increment((double) data);
    }

    public void failed() {
        failed.increment();
    }

    public void dropped(DropReason reason, long data) {
        Counter counter = dropped.get(reason);
        if (counter != null) {
            counter.increment((double) data);
        }
    }

    public void took(long nanos) {
        latency.record(nanos, TimeUnit.NANOSECONDS);
    }

    void overflow() {
        overflow.increment();
    }
}
