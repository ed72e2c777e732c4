package dev.eloquent.metrics;

import dev.eloquent.metrics.cloudwatch.CloudWatchRegistry;
import dev.eloquent.metrics.cloudwatch.FlushReport;
import dev.eloquent.metrics.cloudwatch.MonthlyCost;
import java.time.Duration;
import java.util.Optional;

/** Metrics on CloudWatch. */
record CloudWatchOutlet(CloudWatchRegistry registry) implements MeterOutlet {
    @Override
    public FlushReport flush(Duration deadline) {
        return registry.flush(deadline);
    }

    @Override
    public FlushReport close(Duration deadline) {
        return registry.close(deadline);
    }

    @Override
    public Optional<MonthlyCost> monthlyCost(int tasks) {
        return Optional.of(registry.monthlyCost(tasks));
    }
}
