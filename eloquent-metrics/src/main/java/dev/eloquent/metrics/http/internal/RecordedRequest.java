package dev.eloquent.metrics.http.internal;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One request of a server, until it has ended. It may be told things by one thread, and ended by another, once. */
public final class RecordedRequest {
    private final @Nullable ServerTimers timers;
    private final @Nullable Context context;
    private final HttpMethod method;
    private final long start;
    private final @Nullable String route;
    private volatile @Nullable String lateRoute;
    private volatile @Nullable Throwable thrown;
    private volatile boolean abandoned;
    private final AtomicBoolean ended = new AtomicBoolean();

    RecordedRequest(
            @Nullable ServerTimers timers, @Nullable Context context, HttpMethod method, @Nullable String route) {
        this.timers = timers;
        this.context = context;
        this.method = method;
        this.route = route;
        this.start = timers == null ? 0 : timers.now();
    }

    /** With the span, if there is one: that in which the request is to be handled. */
    public Context context() {
        return context == null ? Context.current() : context;
    }

    /** The template, found by whoever routed it; the first that is known counts. */
    public void route(String template) {
        if (route == null && lateRoute == null) {
            lateRoute = timers == null ? template : timers.bounded(template);
        }
    }

    /** Whether a template is known. */
    public boolean hasRoute() {
        return route != null || lateRoute != null;
    }

    /** Nobody answered as was meant; the first reason counts. */
    public void failed(Throwable reason) {
        if (thrown == null) {
            thrown = reason;
        }
    }

    /** The client is gone: no fault of the server's. */
    public void abandoned(Throwable reason) {
        if (thrown == null) {
            thrown = reason;
            abandoned = true;
        }
    }

    /**
     * It is over. Only the first call counts.
     *
     * @param status what was sent; 0 if nothing was
     */
    public void end(int status) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        @Nullable Throwable reason = thrown;
        if (timers != null) {
            long nanos = timers.now() - start;
            timers.record(method, route == null ? lateRoute : route, status, outcome(status, reason), nanos);
        }
        if (context != null) {
            ServerSpans.end(Span.fromContext(context), method, lateRoute, status, reason);
        }
    }

    private Outcome outcome(int status, @Nullable Throwable reason) {
        if (reason == null) {
            return Outcome.of(status);
        }
        return abandoned ? Outcome.UNKNOWN : Outcome.SERVER_ERROR;
    }
}
