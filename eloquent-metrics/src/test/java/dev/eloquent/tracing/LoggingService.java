package dev.eloquent.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
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
        Tracer tracer = tracing.openTelemetry().getTracer("x");
        ExecutorService pool = Executors.newFixedThreadPool(2);
        ExecutorService threads = Context.taskWrapping(pool);
        Span span = tracer.spanBuilder("x").startSpan();
        try (Scope ignored = span.makeCurrent()) {
            System.out.println("here: " + shows(span));
            System.out.println(
                    "in another thread: " + threads.submit(() -> shows(span)).get());
        }
        System.out.println("after: " + shown());
        System.out.println("in a pool: " + eachTaskShowsItsOwn(tracer, threads));
        System.out.println("in a pool that is not wrapped: " + eachTaskShowsItsOwn(tracer, pool));
        System.out.println("in a pool, after: "
                + pool.submit(LoggingService::shown).get() + ", "
                + pool.submit(LoggingService::shown).get());
        pool.shutdown();
        if (Runtime.version().feature() >= 21) {
            ExecutorService virtual = Context.taskWrapping((ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
            System.out.println("in virtual threads: " + eachTaskShowsItsOwn(tracer, virtual));
            virtual.shutdown();
        }
    }

    /** Many spans at once, each handed to a task of its own, which gives its thread away meanwhile. */
    @SuppressWarnings("try") // the scope is only closed
    private static boolean eachTaskShowsItsOwn(Tracer tracer, ExecutorService threads) throws Exception {
        List<Future<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Span span = tracer.spanBuilder("task").startSpan();
            try (Scope ignored = span.makeCurrent()) {
                tasks.add(threads.submit(() -> {
                    boolean before = shows(span);
                    LockSupport.parkNanos(100_000); // a virtual thread leaves its carrier
                    return before && shows(span);
                }));
            }
        }
        boolean all = true;
        for (Future<Boolean> task : tasks) {
            all &= task.get();
        }
        return all;
    }

    private static String shown() {
        return MDC.get(LogContext.TRACE_ID) + " " + MDC.get(LogContext.SPAN_ID) + " "
                + MDC.get(LogContext.XRAY_TRACE_ID);
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
