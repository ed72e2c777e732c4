package dev.eloquent.local.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenTelemetry's exporter of traces sends. */
final class LocalOtlpTracesTest {
    private final LocalOtlp otlp = LocalOtlp.collector().start();

    @AfterEach
    void close() {
        otlp.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "none"})
    void keepsAllThatASpanSays(String compression) {
        Instant start = Instant.parse("2026-11-27T12:00:00.000000001Z");
        Span root;
        Span child;
        try (SdkTracerProvider provider = Exporters.tracing(
                        Exporters.spans(otlp).setCompression(compression).build())
                .build()) {
            Tracer tracer = provider.tracerBuilder("lib")
                    .setInstrumentationVersion("1.2")
                    .build();
            root = tracer.spanBuilder("GET /things").setStartTimestamp(start).startSpan();
            child = tracer.spanBuilder("SELECT")
                    .setSpanKind(io.opentelemetry.api.trace.SpanKind.CLIENT)
                    .setParent(Context.root().with(root))
                    .setStartTimestamp(start.plusMillis(1))
                    .addLink(root.getSpanContext(), Attributes.of(AttributeKey.stringKey("why"), "test"))
                    .startSpan();
            child.setAllAttributes(Attributes.builder()
                    .put("text", "caf\u00e9")
                    .put("yes", true)
                    .put("number", -5)
                    .put("share", 0.25)
                    .put("list", "a", "b")
                    .build());
            child.addEvent("retry", Attributes.of(AttributeKey.longKey("attempt"), 2L), start.plusMillis(2));
            child.setStatus(StatusCode.ERROR, "gone");
            child.end(start.plusMillis(3));
            root.end(start.plusMillis(4));
        }

        List<ReceivedSpan> trace = otlp.trace(root.getSpanContext().getTraceId());
        assertThat(trace).extracting(ReceivedSpan::name).containsExactly("GET /things", "SELECT");
        assertThat(trace.get(0).parentSpanId()).isEmpty();
        assertThat(trace.get(0).kind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(trace.get(0).status()).isEqualTo(SpanStatus.UNSET);
        assertThat(trace.get(0).start()).isEqualTo(start);
        ReceivedSpan received = trace.get(1);
        assertThat(received.spanId()).isEqualTo(child.getSpanContext().getSpanId());
        assertThat(received.parentSpanId()).contains(root.getSpanContext().getSpanId());
        assertThat(received.kind()).isEqualTo(SpanKind.CLIENT);
        assertThat(received.duration()).isEqualTo(Duration.ofMillis(2));
        assertThat(received.status()).isEqualTo(SpanStatus.ERROR);
        assertThat(received.statusMessage()).isEqualTo("gone");
        assertThat(received.attributes())
                .containsOnly(
                        entry("text", "caf\u00e9"),
                        entry("yes", true),
                        entry("number", -5L),
                        entry("share", 0.25),
                        entry("list", List.of("a", "b")));
        assertThat(received.events())
                .containsExactly(new SpanEvent(start.plusMillis(2), "retry", java.util.Map.of("attempt", 2L)));
        assertThat(received.links())
                .containsExactly(new SpanLink(
                        root.getSpanContext().getTraceId(),
                        root.getSpanContext().getSpanId(),
                        java.util.Map.of("why", "test")));
        assertThat(received.resource()).containsOnly(entry("service.name", "import"));
        assertThat(received.scope()).isEqualTo(new InstrumentationScope("lib", "1.2", java.util.Map.of()));
        assertThat(otlp.traces()).containsOnlyKeys(received.traceId());
        assertThat(otlp.requests().answered(200)).isEqualTo(2);
    }

    @Test
    void takesTenThousandSpansAndNotOneMore() {
        try (OtlpHttpSpanExporter exporter = Exporters.spans(otlp).build()) {
            assertThat(export(exporter, 10_000).isSuccess()).isTrue();
            assertThat(otlp.spans()).hasSize(10_000);
            assertThat(export(exporter, 10_001).isSuccess()).isFalse();
            assertThat(otlp.spans()).hasSize(10_000);
            assertThat(otlp.requests().answered(400)).isEqualTo(1);
        }
    }

    @Test
    void keepsTheLatestAndCountsTheOthers() {
        try (LocalOtlp small = LocalOtlp.collector().mostSpans(3).start();
                OtlpHttpSpanExporter exporter = Exporters.spans(small).build()) {
            assertThat(export(exporter, 5).isSuccess()).isTrue();
            assertThat(small.spans()).extracting(ReceivedSpan::name).containsExactly("span-2", "span-3", "span-4");
            assertThat(small.droppedSpans()).isEqualTo(2);
        }
    }

    @Test
    void rejectsWhatItIsToldToAndTakesTheRest() {
        try (OtlpHttpSpanExporter exporter = Exporters.spans(otlp).build()) {
            otlp.rejectSpans(span -> span.name().equals("span-1"), "too old");
            // The exporter takes a partial success for a success.
            assertThat(export(exporter, 3).isSuccess()).isTrue();
            assertThat(otlp.spans()).extracting(ReceivedSpan::name).containsExactly("span-0", "span-2");

            otlp.acceptSpans();
            assertThat(export(exporter, 3).isSuccess()).isTrue();
            assertThat(otlp.spans()).hasSize(5);
        }
    }

    static CompletableResultCode export(OtlpHttpSpanExporter exporter, int spans) {
        return exporter.export(Exporters.ended(spans)).join(20, TimeUnit.SECONDS);
    }
}
