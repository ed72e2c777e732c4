package dev.eloquent.metrics.http;

import dev.eloquent.metrics.http.internal.HttpMethod;
import dev.eloquent.metrics.http.internal.Outcome;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One request of a client, until it has been answered or has failed, one of them once. */
final class RecordedCall {
    private final @Nullable ClientTimers timers;
    private final @Nullable Span span;
    private final Context context;
    private final HttpMethod method;
    private final long start;

    RecordedCall(@Nullable ClientTimers timers, @Nullable ClientSpans spans, HttpRequest request) {
        this.timers = timers;
        this.method = HttpMethod.of(request.method());
        Context parent = Context.current();
        this.span = spans == null ? null : spans.start(request, method, parent);
        this.context = span == null ? parent : parent.with(span);
        this.start = timers == null ? 0 : timers.now();
    }

    /** With the span, if there is one. */
    Context context() {
        return context;
    }

    void answered(HttpResponse<?> response) {
        record(Outcome.of(response.statusCode()));
        if (span != null) {
            ClientSpans.end(span, response);
        }
    }

    void failed(Throwable thrown) {
        record(outcome(thrown));
        if (span != null) {
            ClientSpans.fail(span, thrown);
        }
    }

    private void record(Outcome outcome) {
        if (timers != null) {
            timers.record(method, outcome, timers.now() - start);
        }
    }

    private static Outcome outcome(Throwable thrown) {
        // The second is of a future that was told orTimeout.
        if (thrown instanceof HttpTimeoutException || thrown instanceof TimeoutException) {
            return Outcome.TIMEOUT;
        }
        return thrown instanceof IOException ? Outcome.IO_ERROR : Outcome.UNKNOWN;
    }
}
