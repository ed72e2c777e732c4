package dev.eloquent.peers.telemetry;

import dev.eloquent.tracing.TraceDestination;
import dev.eloquent.tracing.Tracing;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;

/** Package {@code dev.eloquent.tracing} of eloquent-metrics. */
final class EloquentTraces implements TracedTask {
    private final Tracing tracing;

    EloquentTraces(TraceDestination destination) {
        tracing = Tracing.of("shop", "1.0", "test")
                .to(destination)
                .delay(TracesPeer.DELAY)
                .timeout(TracesPeer.TIMEOUT)
                .start();
    }

    @Override
    public OpenTelemetry openTelemetry() {
        return tracing.openTelemetry();
    }

    @Override
    public boolean flush(Duration deadline) throws InterruptedException {
        return tracing.flush(deadline).complete();
    }

    @Override
    public long lost() {
        return tracing.totals().dropped() + tracing.totals().uncertain();
    }

    @Override
    public void close(Duration deadline) throws InterruptedException {
        tracing.close(deadline);
    }
}
