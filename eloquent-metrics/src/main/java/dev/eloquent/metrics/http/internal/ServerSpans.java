package dev.eloquent.metrics.http.internal;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.jspecify.annotations.Nullable;

/** The span of a server's request, from its first attribute to its last. */
final class ServerSpans {
    private final Tracer tracer;
    private final TextMapPropagator propagator;

    ServerSpans(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer(HttpAttributes.SCOPE);
        this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
    }

    /** The context with the span. */
    @SuppressWarnings("try") // the scope is not looked at, only closed
    <R> Context start(R request, RequestReader<R> reader, HttpMethod method, @Nullable String route) {
        Context parent = propagator.extract(Context.current(), request, reader);
        SpanBuilder builder = tracer.spanBuilder(name(method, route))
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .setAttribute(HttpAttributes.METHOD, method.attribute())
                .setAttribute(HttpAttributes.PATH, reader.path(request))
                .setAttribute(HttpAttributes.SCHEME, scheme(request, reader))
                .setAttribute(HttpAttributes.PROTOCOL_VERSION, version(reader.protocol(request)));
        if (route != null) {
            builder.setAttribute(HttpAttributes.ROUTE, route);
        }
        if (method == HttpMethod.OTHER) {
            builder.setAttribute(HttpAttributes.METHOD_ORIGINAL, reader.method(request));
        }
        @Nullable String peer = reader.peer(request);
        if (peer != null) {
            builder.setAttribute(HttpAttributes.PEER, peer);
            builder.setAttribute(HttpAttributes.PEER_PORT, (long) reader.peerPort(request));
        }
        @Nullable String agent = reader.get(request, "User-Agent");
        if (agent != null) {
            builder.setAttribute(HttpAttributes.USER_AGENT, agent);
        }
        server(builder, reader.get(request, "Host"));
        // The load balancer's id of the trace, if there is one, is looked for in the current context.
        try (Scope ignored = parent.makeCurrent()) {
            return parent.with(builder.startSpan());
        }
    }

    static void end(Span span, HttpMethod method, @Nullable String lateRoute, int status, @Nullable Throwable thrown) {
        if (lateRoute != null) {
            span.updateName(name(method, lateRoute));
            span.setAttribute(HttpAttributes.ROUTE, lateRoute);
        }
        if (status > 0) {
            span.setAttribute(HttpAttributes.STATUS, (long) status);
        }
        if (thrown != null) {
            span.recordException(thrown);
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(HttpAttributes.ERROR, thrown.getClass().getName());
        } else if (status >= 500) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(HttpAttributes.ERROR, Integer.toString(status));
        }
        span.end();
    }

    private static String name(HttpMethod method, @Nullable String route) {
        return route == null ? method.span() : method.span() + " " + route;
    }

    /** A load balancer tells by which one it was asked. */
    private static <R> String scheme(R request, RequestReader<R> reader) {
        @Nullable String forwarded = reader.get(request, "X-Forwarded-Proto");
        if (forwarded != null && (forwarded.equals("https") || forwarded.equals("http"))) {
            return forwarded;
        }
        return reader.scheme(request);
    }

    private static String version(String protocol) {
        String version = protocol.startsWith("HTTP/") ? protocol.substring("HTTP/".length()) : protocol;
        return switch (version) {
            case "2.0" -> "2";
            case "3.0" -> "3";
            default -> version;
        };
    }

    private static void server(SpanBuilder builder, @Nullable String host) {
        if (host == null) {
            return;
        }
        int colon = host.lastIndexOf(':');
        int port = colon > 0 ? port(host, colon + 1) : -1;
        builder.setAttribute(HttpAttributes.SERVER, port < 0 ? host : host.substring(0, colon));
        if (port >= 0) {
            builder.setAttribute(HttpAttributes.PORT, (long) port);
        }
    }

    private static int port(String host, int from) {
        int length = host.length() - from;
        int port = 0;
        for (int i = from; i < host.length() && length <= 5; i++) {
            char digit = host.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            port = port * 10 + digit - '0';
        }
        return length >= 1 && length <= 5 ? port : -1;
    }
}
