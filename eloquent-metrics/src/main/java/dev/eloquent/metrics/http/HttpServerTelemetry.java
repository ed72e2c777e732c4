package dev.eloquent.metrics.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.eloquent.metrics.http.internal.RecordedRequest;
import dev.eloquent.metrics.http.internal.RequestPath;
import dev.eloquent.metrics.http.internal.RequestReader;
import dev.eloquent.metrics.http.internal.ServerRequests;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Times and traces each request to the JDK's {@link com.sun.net.httpserver.HttpServer}:
 *
 * <pre>{@code
 * server.createContext("/", shop).getFilters()
 *         .add(0, HttpServerTelemetry.of(registry, openTelemetry, HttpRoutes.of("/orders", "/orders/{id}")));
 * }</pre>
 *
 * <p>Put it first: so it records what other filters answer (a 503 while draining, a 429 of a quota), and they and the handler
 * run within the span.
 *
 * <p>Timers are {@code http.server.requests}, by {@code method}, {@code uri} (the route; {@code UNKNOWN} without one),
 * {@code status} and {@code outcome}, and {@code http.server.responses}, by {@code outcome} alone. A method that the
 * semantic conventions do not know is {@code OTHER}. Nothing else that a client sends becomes a tag: not its path, not its
 * host.
 *
 * <p>The span is named by method and route; an answer from 500 on, or an exception, is an error, one from 400 to 499 is
 * not. The query and parameters of the path ({@code ;jsessionid=...}) are not recorded, as tokens stand there; a route is
 * compared without them.
 *
 * <p>An exception is a {@code SERVER_ERROR}, whatever was sent before it. Where the connection itself refused to be read or
 * written, the client is gone: that is {@code UNKNOWN}. A request ends when its handler returns; if nothing was sent by
 * then, {@code status} and {@code outcome} are {@code UNKNOWN}.
 *
 * <p>Timers are looked up once: filters of the registry have to be there before the first request. Safe for use by several
 * threads, and by several contexts. Does not block.
 */
public final class HttpServerTelemetry extends Filter {
    private final ServerRequests requests;
    private final HttpRoutes routes;

    private HttpServerTelemetry(ServerRequests requests, HttpRoutes routes) {
        this.requests = requests;
        this.routes = Objects.requireNonNull(routes, "routes");
    }

    /** Timers and spans. */
    public static HttpServerTelemetry of(MeterRegistry registry, OpenTelemetry openTelemetry, HttpRoutes routes) {
        return new HttpServerTelemetry(
                new ServerRequests(
                        Objects.requireNonNull(registry, "registry"),
                        Objects.requireNonNull(openTelemetry, "openTelemetry")),
                routes);
    }

    /** Timers only. */
    public static HttpServerTelemetry metrics(MeterRegistry registry, HttpRoutes routes) {
        return new HttpServerTelemetry(new ServerRequests(Objects.requireNonNull(registry, "registry"), null), routes);
    }

    /** Spans only. */
    public static HttpServerTelemetry spans(OpenTelemetry openTelemetry, HttpRoutes routes) {
        return new HttpServerTelemetry(
                new ServerRequests(null, Objects.requireNonNull(openTelemetry, "openTelemetry")), routes);
    }

    @Override
    public String description() {
        return "times and traces requests";
    }

    /** Lets one request pass, and records it. */
    @Override
    @SuppressWarnings("try") // the scope is not looked at, only closed
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        RecordedRequest request = requests.begin(
                exchange,
                Reader.INSTANCE,
                routes.match(Reader.INSTANCE.path(exchange)).orElse(null));
        WatchedConnection connection = WatchedConnection.of(exchange);
        try (Scope ignored = request.context().makeCurrent()) {
            chain.doFilter(exchange);
        } catch (IOException | RuntimeException | Error e) {
            if (connection.broken(e)) {
                request.abandoned(e);
            } else {
                request.failed(e);
            }
            throw e;
        } finally {
            request.end(Math.max(exchange.getResponseCode(), 0));
        }
    }

    private enum Reader implements RequestReader<HttpExchange> {
        INSTANCE;

        @Override
        public String method(HttpExchange exchange) {
            return exchange.getRequestMethod();
        }

        @Override
        public String path(HttpExchange exchange) {
            @Nullable String path = exchange.getRequestURI().getRawPath();
            return path == null ? "" : RequestPath.of(path);
        }

        @Override
        public String scheme(HttpExchange exchange) {
            return exchange instanceof HttpsExchange ? "https" : "http";
        }

        @Override
        public String protocol(HttpExchange exchange) {
            return exchange.getProtocol();
        }

        @Override
        public @Nullable String peer(HttpExchange exchange) {
            @Nullable InetAddress address = exchange.getRemoteAddress().getAddress();
            return address == null ? null : address.getHostAddress();
        }

        @Override
        public int peerPort(HttpExchange exchange) {
            return exchange.getRemoteAddress().getPort();
        }

        @Override
        public @Nullable String get(@Nullable HttpExchange exchange, String name) {
            return exchange == null ? null : exchange.getRequestHeaders().getFirst(name);
        }
    }
}
