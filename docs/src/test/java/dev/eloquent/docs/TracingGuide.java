package dev.eloquent.docs;

import dev.eloquent.tracing.DeliveryReport;
import dev.eloquent.tracing.LogContext;
import dev.eloquent.tracing.TraceDestination;
import dev.eloquent.tracing.Tracing;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/** The code that docs/tracing.md quotes: it compiles, or the guide is wrong. */
@SuppressWarnings("UnusedVariable") // Names say in the guide what a value is.
final class TracingGuide {
    // spotless:off
    Tracing start() {
        LogContext.install();
        Tracing tracing = Tracing.of("shop", "1.4.2", "production")
                .to(TraceDestination.xRay("eu-central-1"))
                .ratio(0.05)
                .start();
        Tracer tracer = tracing.openTelemetry().getTracer("shop");
        return tracing;
    }

    void end(Tracing tracing) {
        DeliveryReport report = tracing.close(Duration.ofSeconds(3));
    }

    void threads(ExecutorService threads, Runnable task) {
        ExecutorService traced = Context.taskWrapping(threads);
        traced.execute(task);
    }
    // spotless:on
}
