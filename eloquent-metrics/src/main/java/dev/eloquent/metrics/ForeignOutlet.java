package dev.eloquent.metrics;

import dev.eloquent.metrics.cloudwatch.FlushReport;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/**
 * A registry of the user's. Micrometer has no flush, and its close says nothing of what became of the data; it may also
 * take far longer than the deadline, for which nobody waits then.
 */
record ForeignOutlet(MeterRegistry registry) implements MeterOutlet {
    @Override
    public FlushReport flush(Duration deadline) {
        return told("this registry cannot be flushed, it publishes at its own pace and when it is closed");
    }

    @Override
    public FlushReport close(Duration deadline) {
        registry.close();
        return told("this registry does not tell what became of its data");
    }

    private static FlushReport told(String why) {
        return new FlushReport(0, 0, 0, 0, 0, List.of(why), Duration.ZERO);
    }
}
