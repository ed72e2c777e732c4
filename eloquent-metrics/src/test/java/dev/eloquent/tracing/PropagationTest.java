package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Which ids spans have, and how they travel. */
final class PropagationTest {
    private static final String TRACE = "5759e988bd862e3fe1be46a994272793";
    private static final String SPAN = "53995c3f42cd8ad8";
    private static final String ROOT = "1-5759e988-bd862e3fe1be46a994272793";
    private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
        @Override
        public String get(Map<String, String> carrier, String key) {
            return carrier.get(key.toLowerCase(java.util.Locale.ROOT));
        }
    };

    private final Tracing tracing = Tracing.of("shop", "1.0", "test").start();
    private final TextMapPropagator propagator =
            tracing.openTelemetry().getPropagators().getTextMapPropagator();

    private SpanContext extract(String... headers) {
        return Span.fromContext(context(headers)).getSpanContext();
    }

    private Context context(String... headers) {
        Map<String, String> carrier = new TreeMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            carrier.put(headers[i], headers[i + 1]);
        }
        return propagator.extract(Context.root(), carrier, GETTER);
    }

    private Map<String, String> inject(Context context) {
        Map<String, String> carrier = new TreeMap<>();
        propagator.inject(context, carrier, (to, name, value) -> to.put(name, value));
        return carrier;
    }

    @Test
    void aTraceBeginsWithItsTime() {
        XRayIds ids =
                new XRayIds(Clock.fixed(Instant.ofEpochSecond(0x5759e988L), ZoneOffset.UTC), () -> 0x1122334455667788L);
        assertThat(ids.generateTraceId()).isEqualTo("5759e988556677881122334455667788");
        assertThat(ids.generateSpanId()).isEqualTo("1122334455667788");
    }

    @Test
    void bothHeadersAreWrittenAndNoBaggage() {
        SpanContext span = SpanContext.create(TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault());
        Context context = Context.root()
                .with(Span.wrap(span))
                .with(Baggage.builder().put("customer", "planted-name").build());
        assertThat(inject(context))
                .containsExactly(
                        Map.entry("X-Amzn-Trace-Id", "Root=" + ROOT + ";Parent=" + SPAN + ";Sampled=1"),
                        Map.entry("traceparent", "00-" + TRACE + "-" + SPAN + "-01"));
    }

    @Test
    void xRaysHeaderIsRead() {
        SpanContext span = extract("x-amzn-trace-id", "Self=1-2-3; Root=" + ROOT + ";Parent=" + SPAN + ";Sampled=1");
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getSpanId()).isEqualTo(SPAN);
        assertThat(span.isSampled()).isTrue();
        assertThat(span.isRemote()).isTrue();
        assertThat(extract("x-amzn-trace-id", "Root=" + ROOT + ";Parent=" + SPAN + ";Sampled=0")
                        .isSampled())
                .isFalse();
    }

    @Test
    void w3cHasTheLastWord() {
        SpanContext span = extract(
                "x-amzn-trace-id",
                "Root=" + ROOT + ";Parent=" + SPAN + ";Sampled=0",
                "traceparent",
                "00-11111111111111111111111111111111-2222222222222222-01");
        assertThat(span.getTraceId()).isEqualTo("11111111111111111111111111111111");
    }

    @Test
    void theIdOfALoadBalancerIsKeptForTheSpanThatBegins() {
        for (String header : new String[] {"Root=" + ROOT, "Root=" + ROOT + ";Parent=" + SPAN + ";Sampled=?"}) {
            Context context = context("x-amzn-trace-id", header);
            assertThat(Span.fromContext(context).getSpanContext().isValid()).isFalse();
            assertThat(began(context).getTraceId()).isEqualTo(TRACE);
        }
    }

    @SuppressWarnings("try") // the scope is only closed
    private SpanContext began(Context context) {
        try (Scope ignored = context.makeCurrent()) {
            Span span =
                    tracing.openTelemetry().getTracer("test").spanBuilder("x").startSpan();
            span.end();
            return span.getSpanContext();
        }
    }

    @Test
    void whatIsNoHeaderOfXRaysIsNotRead() {
        for (String header : new String[] {
            "",
            ";;;",
            "Root=",
            "Root=1-0-0",
            "Root=1-00000000-000000000000000000000000;Parent=" + SPAN + ";Sampled=1",
            "Parent=" + SPAN + ";Sampled=1",
            "Root=" + ROOT + ";".repeat(600)
        }) {
            assertThat(context("x-amzn-trace-id", header)).as(header).isSameAs(Context.root());
        }
    }

    @Test
    void theCallersDecisionIsFollowedAndOursIsByRatio() throws InterruptedException {
        try (Tracing none = Tracing.of("shop", "1.0", "test").ratio(0).start()) {
            var tracer = none.openTelemetry().getTracer("test");
            assertThat(tracer.spanBuilder("x").startSpan().getSpanContext().isSampled())
                    .isFalse();
            Context sampled = context("x-amzn-trace-id", "Root=" + ROOT + ";Parent=" + SPAN + ";Sampled=1");
            assertThat(tracer.spanBuilder("x")
                            .setParent(sampled)
                            .startSpan()
                            .getSpanContext()
                            .isSampled())
                    .isTrue();
        }
        try (Tracing some = Tracing.of("shop", "1.0", "test").ratio(0.25).start()) {
            var tracer = some.openTelemetry().getTracer("test");
            long sampled = java.util.stream.IntStream.range(0, 10_000)
                    .filter(i ->
                            tracer.spanBuilder("x").startSpan().getSpanContext().isSampled())
                    .count();
            assertThat(sampled).isBetween(2_250L, 2_750L); // more than five standard deviations
        }
    }

    @Test
    void theContextFollowsIntoExecutors() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        follows(Context.taskWrapping(threads));
        threads.shutdown();
    }

    /** Control: without the wrapping it does not. */
    @Test
    @SuppressWarnings("try") // the scope is only closed
    void control_anExecutorThatIsNotWrappedLosesTheContext() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        Span span = tracing.openTelemetry().getTracer("test").spanBuilder("x").startSpan();
        try (Scope ignored = span.makeCurrent()) {
            assertThat(threads.submit(() -> Span.current().getSpanContext())
                            .get()
                            .isValid())
                    .isFalse();
        }
        threads.shutdown();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void theContextFollowsIntoVirtualThreads() throws Exception {
        ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        follows(Context.taskWrapping(threads));
        threads.shutdown();
    }

    @SuppressWarnings("try") // the scope is only closed
    private void follows(ExecutorService threads) throws Exception {
        Span span = tracing.openTelemetry().getTracer("test").spanBuilder("x").startSpan();
        try (Scope ignored = span.makeCurrent()) {
            Callable<SpanContext> there = () -> Span.current().getSpanContext();
            assertThat(threads.submit(there).get()).isEqualTo(span.getSpanContext());
        }
    }
}
