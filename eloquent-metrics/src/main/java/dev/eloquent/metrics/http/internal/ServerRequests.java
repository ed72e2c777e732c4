package dev.eloquent.metrics.http.internal;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/** Records the requests of a server as timers, as spans, or as both. Safe for use by several threads. */
public final class ServerRequests {
    private final @Nullable ServerTimers timers;
    private final @Nullable ServerSpans spans;

    /** Without timers if there is no registry, without spans if there is no OpenTelemetry. */
    public ServerRequests(@Nullable MeterRegistry registry, @Nullable OpenTelemetry openTelemetry) {
        this.timers = registry == null ? null : new ServerTimers(registry);
        this.spans = openTelemetry == null ? null : new ServerSpans(openTelemetry);
    }

    /**
     * A request begins.
     *
     * @param route its template; null if that is not known yet
     */
    public <R> RecordedRequest begin(R request, RequestReader<R> reader, @Nullable String route) {
        HttpMethod method = HttpMethod.of(reader.method(request));
        @Nullable Context context = spans == null ? null : spans.start(request, reader, method, route);
        return new RecordedRequest(timers, context, method, route);
    }
}
