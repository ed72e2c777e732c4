package dev.eloquent.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Puts the ids of the current span into the log: {@code trace_id}, {@code span_id} and {@code AWS-XRAY-TRACE-ID}
 * ({@code 1-8hex-24hex@spanId}, by which CloudWatch finds the lines of a trace), as SLF4J's MDC.
 *
 * <p>{@link #install} does it for every span that is made current, on any thread, by anybody: in wrapped executors and on
 * virtual threads, too. {@link #with} does it for one block.
 */
public final class LogContext {
    /** The id of the trace, 32 hexadecimal digits. */
    public static final String TRACE_ID = "trace_id";

    /** The id of the span, 16 hexadecimal digits. */
    public static final String SPAN_ID = "span_id";

    /** Both, as X-Ray writes them. */
    public static final String XRAY_TRACE_ID = "AWS-XRAY-TRACE-ID";

    private LogContext() {}

    /**
     * From now on, in the whole JVM, the MDC follows OpenTelemetry's current context. To be called once, first in {@code
     * main}: it wraps OpenTelemetry's own global storage of contexts, which can only be done before that is first used.
     *
     * @throws IllegalStateException if it was in use already
     */
    @SuppressWarnings("try") // the scope is not looked at, only closed
    public static void install() {
        ContextStorage.addWrapper(Following::new);
        SpanContext probe = SpanContext.create(
                "00000000000000000000000000000001",
                "0000000000000001",
                TraceFlags.getDefault(),
                TraceState.getDefault());
        try (Scope ignored = Context.root().with(Span.wrap(probe)).makeCurrent()) {
            if (!probe.getSpanId().equals(MDC.get(SPAN_ID))) {
                throw new IllegalStateException("the log cannot follow the context: OpenTelemetry's storage of contexts"
                        + " was in use already, or SLF4J has no MDC; call LogContext.install() first in main, and have"
                        + " logback or another backend with an MDC");
            }
        }
    }

    /** For this thread, until it is closed, which the same thread must do. */
    public static Scope with(Context context) {
        @Nullable String trace = MDC.get(TRACE_ID);
        @Nullable String span = MDC.get(SPAN_ID);
        @Nullable String xray = MDC.get(XRAY_TRACE_ID);
        show(Span.fromContext(context).getSpanContext());
        return () -> {
            put(TRACE_ID, trace);
            put(SPAN_ID, span);
            put(XRAY_TRACE_ID, xray);
        };
    }

    private static void show(SpanContext span) {
        boolean valid = span.isValid();
        put(TRACE_ID, valid ? span.getTraceId() : null);
        put(SPAN_ID, valid ? span.getSpanId() : null);
        put(XRAY_TRACE_ID, valid ? XRayPropagator.traceId(span.getTraceId()) + "@" + span.getSpanId() : null);
    }

    private static void put(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }

    private static final class Following implements ContextStorage {
        private final ContextStorage storage;

        Following(ContextStorage storage) {
            this.storage = storage;
        }

        @Override
        public Scope attach(Context context) {
            SpanContext before = Span.fromContext(root(current())).getSpanContext();
            SpanContext now = Span.fromContext(root(context)).getSpanContext();
            Scope scope = storage.attach(context);
            if (before.equals(now)) {
                return scope;
            }
            show(now);
            return () -> {
                scope.close();
                show(before);
            };
        }

        private static Context root(@Nullable Context context) {
            return context == null ? Context.root() : context;
        }

        @Override
        public @Nullable Context current() {
            return storage.current();
        }
    }
}
