package dev.eloquent.tracing.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A span for each request to the JDK's {@link com.sun.net.httpserver.HttpServer}:
 *
 * <pre>{@code
 * server.createContext("/", shop).getFilters()
 *         .add(HttpServerSpans.of(tracing.openTelemetry(), HttpRoutes.of("/orders", "/orders/{id}")));
 * }</pre>
 *
 * <p>Put it first, so that other filters and the handler run within the span. It is named by method and route; an answer
 * from 500 on, or an exception, is an error, one from 400 to 499 is not. The query is not recorded, as tokens stand there.
 * A request ends when its handler returns. Safe for use by several threads, and by several contexts.
 */
public final class HttpServerSpans extends Filter {
    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final HttpRoutes routes;

    private HttpServerSpans(OpenTelemetry openTelemetry, HttpRoutes routes) {
        this.tracer = openTelemetry.getTracer(HttpKeys.SCOPE);
        this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
        this.routes = Objects.requireNonNull(routes, "routes");
    }

    /** A filter whose spans are named by these routes. */
    public static HttpServerSpans of(OpenTelemetry openTelemetry, HttpRoutes routes) {
        return new HttpServerSpans(Objects.requireNonNull(openTelemetry, "openTelemetry"), routes);
    }

    @Override
    public String description() {
        return "makes a span of each request";
    }

    /** Lets one request pass within a span. */
    @Override
    @SuppressWarnings("try") // the scope is not looked at, only closed
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        Context parent = propagator.extract(Context.current(), exchange.getRequestHeaders(), Reader.INSTANCE);
        Span span = start(exchange, parent);
        try (Scope ignored = parent.with(span).makeCurrent()) {
            chain.doFilter(exchange);
            int status = exchange.getResponseCode();
            if (status >= 500) {
                span.setStatus(StatusCode.ERROR);
                span.setAttribute(HttpKeys.ERROR, String.valueOf(status));
            }
        } catch (IOException | RuntimeException | Error e) {
            span.recordException(e);
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(HttpKeys.ERROR, e.getClass().getName());
            throw e;
        } finally {
            if (exchange.getResponseCode() > 0) {
                span.setAttribute(HttpKeys.STATUS, (long) exchange.getResponseCode());
            }
            span.end();
        }
    }

    @SuppressWarnings("try") // the scope is not looked at, only closed
    private Span start(HttpExchange exchange, Context parent) {
        String sent = exchange.getRequestMethod();
        String method = HttpKeys.method(sent);
        @Nullable String given = exchange.getRequestURI().getRawPath();
        String path = given == null ? "" : given;
        Optional<String> route = routes.match(path);
        SpanBuilder builder = tracer.spanBuilder(HttpKeys.name(method)
                        + route.map(template -> " " + template).orElse(""))
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .setAttribute(HttpKeys.METHOD, method)
                .setAttribute(HttpKeys.PATH, path)
                .setAttribute(HttpKeys.SCHEME, "http")
                .setAttribute(HttpKeys.PROTOCOL_VERSION, exchange.getProtocol().replaceFirst("^HTTP/", ""));
        route.ifPresent(template -> builder.setAttribute(HttpKeys.ROUTE, template));
        if (method.equals(HttpKeys.OTHER)) {
            builder.setAttribute(HttpKeys.METHOD_ORIGINAL, sent);
        }
        @Nullable InetAddress peer = exchange.getRemoteAddress().getAddress();
        if (peer != null) {
            builder.setAttribute(HttpKeys.PEER, peer.getHostAddress());
        }
        @Nullable String agent = exchange.getRequestHeaders().getFirst("User-Agent");
        if (agent != null) {
            builder.setAttribute(HttpKeys.USER_AGENT, agent);
        }
        server(exchange, builder);
        // The load balancer's id of the trace, if there is one, is looked for in the current context.
        try (Scope ignored = parent.makeCurrent()) {
            return builder.startSpan();
        }
    }

    private static void server(HttpExchange exchange, SpanBuilder builder) {
        @Nullable String host = exchange.getRequestHeaders().getFirst("Host");
        if (host != null) {
            int colon = host.lastIndexOf(':');
            boolean port = colon > 0 && host.substring(colon + 1).matches("[0-9]{1,5}");
            builder.setAttribute(HttpKeys.SERVER, port ? host.substring(0, colon) : host);
            if (port) {
                builder.setAttribute(HttpKeys.PORT, Long.parseLong(host.substring(colon + 1)));
            }
        }
    }

    private enum Reader implements TextMapGetter<Headers> {
        INSTANCE;

        @Override
        public @Nullable String get(@Nullable Headers headers, String name) {
            return headers == null ? null : headers.getFirst(name);
        }
    }
}
