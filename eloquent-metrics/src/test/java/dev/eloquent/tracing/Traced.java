package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

/** What the tests of delivery have in common. */
final class Traced {
    /** A pause of theirs, not of the receiver's asking. */
    static final Backoff SHORT = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), () -> 0.5);

    private Traced() {}

    static TracingBuilder to(TraceDestination destination) {
        return Tracing.of("shop", "1.0", "test")
                .to(destination)
                .delay(Duration.ofMinutes(1))
                .time(Clock.systemUTC(), SHORT);
    }

    static void spans(OpenTelemetry openTelemetry, int count) {
        spans(openTelemetry.getTracer("test"), count);
    }

    static void spans(Tracer tracer, int count) {
        for (int i = 0; i < count; i++) {
            tracer.spanBuilder("work " + i).startSpan().end();
        }
    }

    /** Sends one span: what the JVM does once, and takes its time for, is no part of an end. */
    static void warmUp(Tracing tracing) throws InterruptedException {
        spans(tracing.openTelemetry(), 1);
        assertThat(tracing.flush(Duration.ofSeconds(20)).sent()).isEqualTo(1);
    }

    /** The control: OpenTelemetry's own processor, exporter and sender, as they are set up by default. */
    static SdkTracerProvider plain(URI base) {
        return SdkTracerProvider.builder()
                .addSpanProcessor(BatchSpanProcessor.builder(
                                io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter.builder()
                                        .setEndpoint(base + "/v1/traces")
                                        .setTimeout(Duration.ofSeconds(2))
                                        .setCompression("gzip")
                                        .build())
                        .build())
                .build();
    }
}
