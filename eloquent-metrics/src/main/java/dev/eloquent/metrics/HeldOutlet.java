package dev.eloquent.metrics;

import dev.eloquent.metrics.cloudwatch.FlushReport;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Metrics that stay here: there is nothing to send. */
record HeldOutlet(MeterRegistry registry) implements MeterOutlet {
    @Override
    public FlushReport flush(Duration deadline) {
        return NOTHING;
    }

    @Override
    public FlushReport close(Duration deadline) {
        registry.close();
        return NOTHING;
    }
}
