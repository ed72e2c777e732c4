package dev.eloquent.metrics;

import dev.eloquent.metrics.cloudwatch.FlushReport;
import dev.eloquent.tracing.DeliveryReport;
import java.time.Duration;

/**
 * What became of metrics and spans while a flush or a close took place. Immutable.
 *
 * @param metrics in data, a metric's part of one step; all zero where metrics go nowhere, or are kept in memory;
 *     of a registry of Micrometer's the meters, which wait after a flush and are uncertain after a close
 * @param traces in spans; all zero where they go nowhere
 * @param took for how long the caller was kept
 */
public record TelemetryReport(FlushReport metrics, DeliveryReport traces, Duration took) {
    /** Whether all that was recorded has arrived. */
    public boolean complete() {
        return metrics.complete() && traces.complete();
    }

    /** Such as {@code metrics: 12 sent, 0 dropped, 0 uncertain, 0 waiting; traces: 3 sent, ...; took 41 ms}. */
    @Override
    public String toString() {
        return "metrics: " + metrics.sent() + " sent"
                + (metrics.repeated() > 0 ? " (" + metrics.repeated() + " twice)" : "")
                + ", " + metrics.dropped() + " dropped, " + metrics.uncertain() + " uncertain, " + metrics.waiting()
                + " waiting" + (metrics.why().isEmpty() ? "" : " " + metrics.why()) + "; traces: " + traces + "; took "
                + took.toMillis() + " ms";
    }
}
