package dev.eloquent.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@code X-Amzn-Trace-Id: Root=1-8hex-24hex;Parent=16hex;Sampled=1}, and nothing else: no baggage.
 *
 * <p>A load balancer sends {@code Root} alone. Without a parent, or without a decision on sampling ({@code Sampled=?}), it
 * is no parent to OpenTelemetry; the trace's id is then kept in the context for the span that begins the trace here.
 */
final class XRayPropagator implements TextMapPropagator {
    private static final String HEADER = "X-Amzn-Trace-Id";
    private static final int MOST = 512;
    private static final ContextKey<String> ROOT = ContextKey.named("x-ray root");

    static Optional<String> root(Context context) {
        return Optional.ofNullable(context.get(ROOT));
    }

    static String traceId(String hex) {
        return "1-" + hex.substring(0, 8) + "-" + hex.substring(8);
    }

    @Override
    public Collection<String> fields() {
        return List.of(HEADER);
    }

    @Override
    public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
        SpanContext span = Span.fromContext(context).getSpanContext();
        if (span.isValid()) {
            setter.set(
                    carrier,
                    HEADER,
                    "Root=" + traceId(span.getTraceId()) + ";Parent=" + span.getSpanId() + ";Sampled="
                            + (span.isSampled() ? "1" : "0"));
        }
    }

    @Override
    public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
        @Nullable String header = getter.get(carrier, HEADER);
        if (header == null || header.length() > MOST) {
            return context;
        }
        String root = "";
        String parent = "";
        String sampled = "";
        for (String field : header.split(";", -1)) {
            int equals = field.indexOf('=');
            String name = equals < 0 ? "" : field.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            String value = field.substring(equals + 1).strip().toLowerCase(Locale.ROOT);
            switch (name) {
                case "root" -> root = value;
                case "parent" -> parent = value;
                case "sampled" -> sampled = value;
                default -> {} // Self, Lineage and what is to come
            }
        }
        if (!root.matches("1-[0-9a-f]{8}-[0-9a-f]{24}")) {
            return context;
        }
        String trace = root.substring(2, 10) + root.substring(11);
        if (!TraceId.isValid(trace)) {
            return context;
        }
        boolean decided = sampled.equals("0") || sampled.equals("1");
        if (!decided || !SpanId.isValid(parent)) {
            return context.with(ROOT, trace);
        }
        TraceFlags flags = sampled.equals("1") ? TraceFlags.getSampled() : TraceFlags.getDefault();
        return context.with(
                Span.wrap(SpanContext.createFromRemoteParent(trace, parent, flags, TraceState.getDefault())));
    }
}
