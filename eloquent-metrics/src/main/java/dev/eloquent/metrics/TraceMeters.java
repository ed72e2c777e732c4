package dev.eloquent.metrics;

import dev.eloquent.tracing.DeliveryReport;
import dev.eloquent.tracing.Tracing;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToLongFunction;

/** What became of spans, as meters: {@code eloquent.traces.sent}, {@code .dropped}, {@code .uncertain}, {@code .waiting}. */
final class TraceMeters implements MeterBinder {
    private static final String PREFIX = "eloquent.traces.";

    private final Tracing tracing;

    TraceMeters(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        counter(registry, "sent", DeliveryReport::sent, "Spans that the receiver has taken");
        counter(registry, "dropped", DeliveryReport::dropped, "Spans that were not delivered, and will not be");
        counter(registry, "uncertain", DeliveryReport::uncertain, "Spans that were given up without an answer");
        Gauge.builder(PREFIX + "waiting", () -> tracing.totals().waiting())
                .description("Spans that are not sent yet")
                .strongReference(true)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry, String name, ToLongFunction<DeliveryReport> count, String description) {
        // Of the registry, because a counter holds what it reads by a weak reference only.
        FunctionCounter.builder(PREFIX + name, registry, any -> (double) count.applyAsLong(tracing.totals()))
                .description(description)
                .register(registry);
    }
}
