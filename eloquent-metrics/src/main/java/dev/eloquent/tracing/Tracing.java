package dev.eloquent.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The traces of a service, on X-Ray or any OTLP collector, and an honest word on what became of them:
 *
 * <pre>{@code
 * Tracing tracing = Tracing.of("shop", "1.4.2", "production")
 *         .to(TraceDestination.xRay("eu-central-1"))
 *         .ratio(0.05)
 *         .start();
 * Tracer tracer = tracing.openTelemetry().getTracer("shop");
 * ...
 * DeliveryReport report = tracing.close(Duration.ofSeconds(3));
 * }</pre>
 *
 * <p>Nothing is registered globally: {@code GlobalOpenTelemetry} stays as it was, and there is no shutdown hook. Spans
 * follow OpenTelemetry's own {@code Context}; hand it to an executor, one of virtual threads too, with {@code
 * Context.taskWrapping(executor)}.
 *
 * <p>Delivery is by a daemon thread of its own. A request without an answer is sent again, so spans may arrive twice, with
 * the same ids. Safe for use by several threads.
 */
public final class Tracing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);
    static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final DeliveryReport NOTHING = new DeliveryReport(0, 0, 0, 0, List.of());

    private final OpenTelemetrySdk sdk;
    private final Optional<SpanPipeline> pipeline;

    Tracing(OpenTelemetrySdk sdk, Optional<SpanPipeline> pipeline) {
        this.sdk = sdk;
        this.pipeline = pipeline;
    }

    /**
     * Of this service.
     *
     * @param service {@code service.name}
     * @param version {@code service.version}
     * @param environment {@code deployment.environment.name}, such as {@code production}
     */
    public static TracingBuilder of(String service, String version, String environment) {
        return new TracingBuilder(service, version, environment);
    }

    /** The plain OpenTelemetry, always the same. It propagates {@code traceparent} and {@code X-Amzn-Trace-Id}. */
    public OpenTelemetry openTelemetry() {
        return sdk;
    }

    /**
     * Sends what has ended until now. Blocks until all of it is settled, at most so long; what is waiting then is tried on.
     *
     * @param deadline none if negative; above a day it is a day
     * @return what was settled meanwhile, and how many of those spans still wait
     */
    public DeliveryReport flush(Duration deadline) throws InterruptedException {
        return pipeline.isPresent() ? pipeline.get().flush(capped(deadline)) : NOTHING;
    }

    /**
     * Sends what has ended until now, and ends. Blocks until all of it is settled, at most so long, whatever the receiver
     * does. What is not settled then is given up: dropped, or uncertain if it was on its way. An interrupt ends the wait, and
     * is kept. Only the first call sets the time.
     *
     * @param deadline none if negative; above a day it is a day
     * @return what was settled meanwhile; none wait
     */
    public DeliveryReport close(Duration deadline) {
        DeliveryReport report = pipeline.isPresent() ? pipeline.get().close(capped(deadline)) : NOTHING;
        sdk.getSdkTracerProvider().shutdown();
        return report;
    }

    /** As {@link #close(Duration)} with 5 s; a loss is logged. */
    @Override
    public void close() {
        DeliveryReport report = close(CLOSING);
        if (!report.complete()) {
            LOG.warn("traces were lost at the close: {}", report);
        }
    }

    /** Nobody waits for longer, and nanoseconds have an end. */
    private static Duration capped(Duration deadline) {
        if (deadline.isNegative()) {
            return Duration.ZERO;
        }
        return deadline.compareTo(LONGEST) > 0 ? LONGEST : deadline;
    }

    /** What became of all spans since the start. */
    public DeliveryReport totals() {
        return pipeline.map(SpanPipeline::totals).orElse(NOTHING);
    }
}
