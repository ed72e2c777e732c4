package dev.eloquent.metrics.http;

import dev.eloquent.metrics.http.internal.HttpAttributes;
import dev.eloquent.metrics.http.internal.HttpMethod;
import dev.eloquent.metrics.http.internal.RequestPath;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The span of a client's request, and the headers by which it goes on elsewhere. */
final class ClientSpans {
    private final Tracer tracer;
    private final TextMapPropagator propagator;

    ClientSpans(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer(HttpAttributes.SCOPE);
        this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
    }

    Span start(HttpRequest request, HttpMethod method, Context parent) {
        URI uri = request.uri();
        Span span = tracer.spanBuilder(method.span())
                .setSpanKind(SpanKind.CLIENT)
                .setParent(parent)
                .setAttribute(HttpAttributes.METHOD, method.attribute())
                .setAttribute(HttpAttributes.SERVER, String.valueOf(uri.getHost()))
                .setAttribute(HttpAttributes.PORT, port(uri))
                .setAttribute(HttpAttributes.URL, shown(uri))
                .startSpan();
        if (method == HttpMethod.OTHER) {
            span.setAttribute(HttpAttributes.METHOD_ORIGINAL, request.method());
        }
        return span;
    }

    /** The request with the headers of the context; with its baggage only to these hosts, whatever the propagators do. */
    HttpRequest with(Context context, HttpRequest request, Set<String> baggageHosts) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request, (name, value) -> true);
        propagator.inject(context.with(Baggage.empty()), builder, ClientSpans::set);
        if (baggageHosts.contains(String.valueOf(request.uri().getHost()).toLowerCase(Locale.ROOT))) {
            W3CBaggagePropagator.getInstance().inject(context, builder, ClientSpans::set);
        }
        return builder.build();
    }

    private static void set(HttpRequest.@Nullable Builder builder, String name, String value) {
        if (builder != null) {
            builder.setHeader(name, value);
        }
    }

    static void end(Span span, HttpResponse<?> response) {
        int status = response.statusCode();
        span.setAttribute(HttpAttributes.STATUS, (long) status);
        span.setAttribute(
                HttpAttributes.PROTOCOL_VERSION, response.version() == HttpClient.Version.HTTP_2 ? "2" : "1.1");
        if (status >= 400) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(HttpAttributes.ERROR, String.valueOf(status));
        }
        span.end();
    }

    static void fail(Span span, Throwable thrown) {
        span.recordException(thrown);
        span.setStatus(StatusCode.ERROR);
        span.setAttribute(HttpAttributes.ERROR, thrown.getClass().getName());
        span.end();
    }

    private static long port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static String shown(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        @Nullable String path = uri.getRawPath();
        return uri.getScheme() + "://" + uri.getHost() + port + (path == null ? "" : RequestPath.of(path));
    }
}
