package dev.eloquent.tracing.http;

import io.opentelemetry.api.OpenTelemetry;
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
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A span for each request by the JDK's {@link HttpClient}:
 *
 * <pre>{@code
 * HttpClient client = HttpClientSpans.of(tracing.openTelemetry()).wrap(HttpClient.newHttpClient());
 * }</pre>
 *
 * <p>It is named by its method, and ends when {@code send} returns or the future completes; redirects are within it. An
 * answer from 400 on, or an exception, is an error. The address is recorded without user info, query and fragment, as
 * secrets stand there. {@code traceparent} and {@code X-Amzn-Trace-Id} are sent to everybody, baggage only {@linkplain
 * #baggageTo where you say}. Immutable.
 */
public final class HttpClientSpans {
    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final Set<String> baggageHosts;

    private HttpClientSpans(Tracer tracer, TextMapPropagator propagator, Set<String> baggageHosts) {
        this.tracer = tracer;
        this.propagator = propagator;
        this.baggageHosts = baggageHosts;
    }

    /** With the propagators of this OpenTelemetry, which should have none for baggage. */
    public static HttpClientSpans of(OpenTelemetry openTelemetry) {
        return new HttpClientSpans(
                openTelemetry.getTracer(HttpKeys.SCOPE),
                openTelemetry.getPropagators().getTextMapPropagator(),
                Set.of());
    }

    /** Sends W3C baggage to these hosts, and to no others: by their names, without port, in lower case. */
    public HttpClientSpans baggageTo(String... hosts) {
        return new HttpClientSpans(tracer, propagator, Set.of(hosts));
    }

    /** A client that does what this one does, and makes a span of each request. WebSockets have none. */
    public HttpClient wrap(HttpClient client) {
        return new TracedHttpClient(Objects.requireNonNull(client, "client"), this);
    }

    Span start(HttpRequest request, Context parent) {
        String method = HttpKeys.method(request.method());
        URI uri = request.uri();
        Span span = tracer.spanBuilder(HttpKeys.name(method))
                .setSpanKind(SpanKind.CLIENT)
                .setParent(parent)
                .setAttribute(HttpKeys.METHOD, method)
                .setAttribute(HttpKeys.SERVER, String.valueOf(uri.getHost()))
                .setAttribute(HttpKeys.PORT, port(uri))
                .setAttribute(HttpKeys.URL, shown(uri))
                .startSpan();
        if (method.equals(HttpKeys.OTHER)) {
            span.setAttribute(HttpKeys.METHOD_ORIGINAL, request.method());
        }
        return span;
    }

    HttpRequest with(Context context, HttpRequest request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request, (name, value) -> true);
        propagator.inject(context, builder, HttpClientSpans::set);
        if (baggageHosts.contains(String.valueOf(request.uri().getHost()).toLowerCase(Locale.ROOT))) {
            W3CBaggagePropagator.getInstance().inject(context, builder, HttpClientSpans::set);
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
        span.setAttribute(HttpKeys.STATUS, (long) status);
        span.setAttribute(HttpKeys.PROTOCOL_VERSION, response.version() == HttpClient.Version.HTTP_2 ? "2" : "1.1");
        if (status >= 400) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(HttpKeys.ERROR, String.valueOf(status));
        }
        span.end();
    }

    static void fail(Span span, Throwable thrown) {
        span.recordException(thrown);
        span.setStatus(StatusCode.ERROR);
        span.setAttribute(HttpKeys.ERROR, thrown.getClass().getName());
        span.end();
    }

    private static long port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static String shown(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        @Nullable String path = uri.getRawPath();
        return uri.getScheme() + "://" + uri.getHost() + port + (path == null ? "" : path);
    }
}
