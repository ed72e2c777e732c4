package dev.eloquent.metrics;

import dev.eloquent.metrics.cloudwatch.FlushReport;
import dev.eloquent.metrics.emf.EmfRegistry;
import java.time.Duration;

/** Metrics as lines on standard output. */
record EmfOutlet(EmfRegistry registry) implements MeterOutlet {
    @Override
    public FlushReport flush(Duration deadline) {
        return registry.flush(deadline);
    }

    @Override
    public FlushReport close(Duration deadline) {
        return registry.close(deadline);
    }
}
