package dev.eloquent.metrics;

import dev.eloquent.metrics.cloudwatch.FlushReport;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/**
 * A registry of the user's. Micrometer has no flush, and its close says nothing of what became of the data; it may also
 * take far longer than the deadline, for which nobody waits then. So its meters are told as waiting, and in the end as
 * uncertain.
 */
record ForeignOutlet(MeterRegistry registry) implements MeterOutlet {
    @Override
    public FlushReport flush(Duration deadline) {
        return unfinished(false, "this registry cannot be flushed, it publishes at its own pace and when it is closed");
    }

    @Override
    public FlushReport close(Duration deadline) {
        registry.close();
        return unfinished(true, "this registry does not tell what became of its data");
    }
}
