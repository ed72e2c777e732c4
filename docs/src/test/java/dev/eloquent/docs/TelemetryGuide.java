package dev.eloquent.docs;

import dev.eloquent.metrics.MetricsDestination;
import dev.eloquent.metrics.Telemetry;
import dev.eloquent.metrics.TelemetryReport;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.tracing.TraceDestination;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;

/** The code that docs/metrics.md quotes: it compiles, or the guide is wrong. */
final class TelemetryGuide {
    // spotless:off
    void start() {
        Shutdown shutdown = Shutdown.onSignal();
        Telemetry telemetry = Telemetry.start("shop", "1.4.2");
        shutdown.flush(telemetry::flush);
    }

    void use(Telemetry telemetry) {
        telemetry.bind(new JvmMemoryMetrics(), new JvmThreadMetrics());
        Timer checkout = telemetry.meters().timer("checkout");
        Tracer tracer = telemetry.openTelemetry().getTracer("shop");
        checkout.record(() -> order(tracer));
    }

    Telemetry settings() {
        return
                Telemetry.of("shop", "1.4.2")
                        .tracing(settings -> settings.ratio(0.05))
                        .start()
                ;
    }

    Telemetry inCode(MeterRegistry other) {
        Telemetry telemetry = Telemetry.of("shop", "1.4.2", "production")
                .metrics(MetricsDestination.cloudWatch("shop", settings -> settings
                        .seriesBudget(500)
                        .dimensions(Set.of("uri", "method", "outcome"))))
                .traces(TraceDestination.xRay("eu-central-1"))
                .start();
        return telemetry;
    }

    MetricsDestination other(MeterRegistry registry) {
        return
                MetricsDestination.registry(registry)
                ;
    }

    void cost(Telemetry telemetry, Logger log) {
        telemetry.monthlyCost(3).ifPresent(cost -> log.info("these meters: {}", cost));
    }

    void end(Telemetry telemetry, Logger log) {
        TelemetryReport report = telemetry.close(Duration.ofSeconds(3));
        if (!report.complete()) {
            log.warn("not all telemetry has arrived: {}", report);
        }
    }
    // spotless:on

    private static void order(Tracer tracer) {
        tracer.spanBuilder("order").startSpan().end();
    }
}
