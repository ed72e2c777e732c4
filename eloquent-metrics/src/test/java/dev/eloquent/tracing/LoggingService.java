package dev.eloquent.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.MDC;

/** A process whose log follows the context, for {@link LogContextInstallTest}. */
public final class LoggingService {
    private LoggingService() {}

    @SuppressWarnings("try") // the scope is only closed
    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            System.out.println("in use: " + Context.current().equals(Context.root()));
        }
        try {
            LogContext.install();
        } catch (IllegalStateException e) {
            System.out.println("refused: " + e.getMessage());
            return;
        }
        Tracing tracing = Tracing.of("shop", "1", "test").start();
        ExecutorService threads = Context.taskWrapping(Executors.newSingleThreadExecutor());
        Span span = tracing.openTelemetry().getTracer("x").spanBuilder("x").startSpan();
        try (Scope ignored = span.makeCurrent()) {
            System.out.println("here: " + shows(span));
            System.out.println(
                    "in another thread: " + threads.submit(() -> shows(span)).get());
        }
        System.out.println("after: " + MDC.get(LogContext.TRACE_ID) + " " + MDC.get(LogContext.SPAN_ID) + " "
                + MDC.get(LogContext.XRAY_TRACE_ID));
        threads.shutdown();
    }

    private static boolean shows(Span span) {
        String trace = span.getSpanContext().getTraceId();
        String id = span.getSpanContext().getSpanId();
        return trace.equals(MDC.get(LogContext.TRACE_ID))
                && id.equals(MDC.get(LogContext.SPAN_ID))
                && ("1-" + trace.substring(0, 8) + "-" + trace.substring(8) + "@" + id)
                        .equals(MDC.get(LogContext.XRAY_TRACE_ID));
    }
}
