package dev.eloquent.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Spans that have ended, as tests of adapters look at them. */
public final class CollectedSpans implements SpanExporter {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<SpanData> ended = new CopyOnWriteArrayList<>();

    /** An OpenTelemetry whose spans come here at once. */
    public OpenTelemetry openTelemetry(TextMapPropagator propagator) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(this))
                        .build())
                .setPropagators(ContextPropagators.create(propagator))
                .build();
    }

    public List<SpanData> all() {
        return ended;
    }

    /** The first of this kind; waits for it, as a span ends after its answer. */
    public SpanData first(SpanKind kind) {
        Awaitility.await().atMost(LONG).until(() -> ended.stream().anyMatch(span -> span.getKind() == kind));
        return ended.stream().filter(span -> span.getKind() == kind).findFirst().orElseThrow();
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        ended.addAll(spans);
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}
