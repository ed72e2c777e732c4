package dev.eloquent.local.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eloquent.local.otlp.ReceivedSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TraceViewsTest {
    private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");
    private static final String HOSTILE = "<img src=x onerror=\"alert('1')\">";

    private final Fed fed = new Fed();

    @AfterEach
    void close() {
        fed.close();
    }

    @Test
    void saysThatNothingCameYet() throws Exception {
        JsonNode list = fed.json("data/traces");
        assertThat(list.get("total").asInt()).isZero();
        assertThat(list.get("traces")).isEmpty();
        assertThat(list.get("endpoint").asText()).isEqualTo(fed.otlp.endpoint().toString());
    }

    @Test
    void listsTheNewestFirstWithWhatTheirRootSays() throws Exception {
        try (SdkTracerProvider tracing = fed.tracing("shop")) {
            Tracer tracer = tracing.get("test");
            span(tracer, "old", Context.root(), 0).end(START.plusMillis(30));
            Span root = span(tracer, "new", Context.root(), 1_000);
            span(tracer, "child", Context.root().with(root), 1_010)
                    .setStatus(StatusCode.ERROR)
                    .end(START.plusMillis(1_020));
            root.end(START.plusMillis(1_050));
        }
        JsonNode traces = fed.json("data/traces").get("traces");
        assertThat(traces).extracting(trace -> trace.get("name").asText()).containsExactly("new", "old");
        assertThat(traces).extracting(trace -> trace.get("duration").asDouble()).containsExactly(0.05, 0.03);
        assertThat(traces).extracting(trace -> trace.get("spans").asInt()).containsExactly(2, 1);
        assertThat(traces).extracting(trace -> trace.get("errors").asInt()).containsExactly(1, 0);
        assertThat(traces).extracting(trace -> trace.get("service").asText()).containsExactly("shop", "shop");
        assertThat(traces.get(0).get("start").asLong())
                .isEqualTo(START.plusMillis(1_000).toEpochMilli());
    }

    @Test
    void hasEverySpanOfATraceInItsPlace() throws Exception {
        try (SdkTracerProvider tracing = fed.tracing("shop")) {
            Tracer tracer = tracing.get("test");
            Span root = span(tracer, "root", Context.root(), 0);
            Context in = Context.root().with(root);
            Span second = span(tracer, "second", in, 30);
            Span first = span(tracer, "first", in, 10);
            span(tracer, "inside", Context.root().with(first), 12)
                    .setStatus(StatusCode.ERROR, "broke")
                    .setAttribute("key", "value")
                    .addEvent("exception", Attributes.of(AttributeKey.stringKey("type"), "E"), START.plusMillis(13))
                    .end(START.plusMillis(15));
            first.end(START.plusMillis(20));
            second.end(START.plusMillis(40));
            root.end(START.plusMillis(50));
        }
        JsonNode trace = fed.json("data/trace?id=" + fed.otlp.spans().get(0).traceId());
        assertThat(trace.get("duration").asDouble()).isEqualTo(0.05);
        assertThat(trace.get("spans"))
                .extracting(span -> span.get("name").asText() + " " + span.get("depth") + " " + span.get("at") + " "
                        + span.get("duration"))
                .containsExactly("root 0 0.0 0.05", "first 1 0.01 0.01", "inside 2 0.012 0.003", "second 1 0.03 0.01");
        JsonNode inside = trace.get("spans").get(2);
        ReceivedSpan received = fed.otlp.spans().stream()
                .filter(span -> span.name().equals("inside"))
                .findFirst()
                .orElseThrow();
        assertThat(inside.get("id").asText()).isEqualTo(received.spanId());
        assertThat(inside.get("error").asBoolean()).isTrue();
        assertThat(inside.get("message").asText()).isEqualTo("broke");
        assertThat(inside.get("attributes").toString()).isEqualTo("[[\"key\",\"value\"]]");
        assertThat(inside.at("/events/0/attributes").toString()).isEqualTo("[[\"type\",\"E\"]]");
        assertThat(inside.at("/events/0/at").asDouble()).isEqualTo(0.013);
    }

    @Test
    void saysThatAParentDidNotArrive() throws Exception {
        try (SdkTracerProvider tracing = fed.tracing("shop")) {
            SpanContext elsewhere = SpanContext.createFromRemoteParent(
                    "0123456789abcdef0123456789abcdef",
                    "0123456789abcdef",
                    TraceFlags.getSampled(),
                    TraceState.getDefault());
            span(tracing.get("test"), "lost", Context.root().with(Span.wrap(elsewhere)), 0)
                    .end(START.plusMillis(5));
        }
        JsonNode listed = fed.json("data/traces").at("/traces/0");
        assertThat(listed.get("name").asText()).isEqualTo("lost");
        assertThat(listed.get("whole").asBoolean()).isFalse();
        assertThat(fed.json("data/trace?id=0123456789abcdef0123456789abcdef")
                        .at("/spans/0/lost")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void sendsWhatLooksLikeMarkupAsItIsAndCutsWhatIsLong() throws Exception {
        try (SdkTracerProvider tracing = fed.tracing(HOSTILE)) {
            span(tracing.get(HOSTILE), HOSTILE, Context.root(), 0)
                    .setStatus(StatusCode.ERROR, HOSTILE)
                    .setAttribute(HOSTILE, HOSTILE)
                    .setAttribute("long", "x".repeat(100_000))
                    .setAttribute(AttributeKey.longArrayKey("list"), List.of(1L, 2L))
                    .end(START.plusMillis(5));
        }
        assertThat(fed.get("data/traces").headers().firstValue("Content-Type")).contains("application/json");
        JsonNode span =
                fed.json("data/trace?id=" + fed.otlp.spans().get(0).traceId()).at("/spans/0");
        for (String text : List.of("name", "service", "message", "scope")) {
            assertThat(span.get(text).asText()).isEqualTo(HOSTILE);
        }
        assertThat(span.get("attributes"))
                .extracting(pair -> pair.get(0).asText(), pair -> pair.get(1).asText())
                .containsExactly(
                        tuple(HOSTILE, HOSTILE),
                        tuple("list", "[1, 2]"),
                        tuple("long", "x".repeat(Cut.VALUE) + "\u2026 (100000 characters)"));
    }

    @Test
    void isBoundedInBytesWhateverCame() throws Exception {
        try (SdkTracerProvider tracing = fed.tracing("shop")) {
            Tracer tracer = tracing.get("test");
            for (int i = 0; i < 1_000; i++) {
                span(tracer, "root " + i + "x".repeat(1_000), Context.root(), i).end(START.plusMillis(i + 1L));
            }
            Context in = Context.root().with(span(tracer, "large", Context.root(), 5_000));
            for (int i = 0; i < 2_000; i++) {
                Span span = span(tracer, "child", in, 5_000 + i);
                for (int attribute = 0; attribute < 10; attribute++) {
                    span.setAttribute("key" + attribute, "y".repeat(200));
                }
                span.end(START.plusMillis(5_001L + i));
            }
        }
        assertThat(fed.get("data/traces").body().length()).isLessThan(400_000);
        JsonNode list = fed.json("data/traces");
        assertThat(list.get("total").asInt()).isEqualTo(1_001);
        assertThat(list.get("traces")).hasSize(TraceViews.MOST_TRACES);

        String id = list.at("/traces/0/id").asText();
        assertThat(fed.get("data/trace?id=" + id).body().length()).isLessThan(2_000_000);
        JsonNode trace = fed.json("data/trace?id=" + id);
        assertThat(trace.get("spans")).hasSize(Waterfall.MOST_SPANS);
        assertThat(trace.get("more").asInt()).isEqualTo(1_000);
        assertThat(trace.at("/spans/0/attributes")).hasSize(10);
        assertThat(trace.at("/spans/999/moreAttributes").asInt()).isEqualTo(10);
    }

    private static Span span(Tracer tracer, String name, Context parent, long millis) {
        return tracer.spanBuilder(name)
                .setSpanKind(SpanKind.INTERNAL)
                .setParent(parent)
                .setStartTimestamp(START.plusMillis(millis))
                .startSpan();
    }
}
