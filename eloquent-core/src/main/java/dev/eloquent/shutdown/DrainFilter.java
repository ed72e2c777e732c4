package dev.eloquent.shutdown;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Objects;

/**
 * Counts the requests of the JDK's {@link com.sun.net.httpserver.HttpServer}, so that they can be drained:
 *
 * <pre>{@code
 * server.createContext("/api", api).getFilters().add(DrainFilter.of(shutdown));
 * }</pre>
 *
 * <p>Put it on every context, that of the health checks too: probes are neither counted nor refused, but they tell
 * whether a load balancer still knows the task. Once the shutdown has begun, answers close their connections; once the
 * intake has stopped, requests are answered with 503 and {@code Retry-After: 1}.
 *
 * <p>A request ends when its handler returns. A handler that goes on elsewhere should begin {@linkplain InFlight#begin
 * work} of its own. Safe for use by several threads, and by several contexts.
 */
public final class DrainFilter extends Filter {
    private final Shutdown shutdown;

    private DrainFilter(Shutdown shutdown) {
        this.shutdown = shutdown;
    }

    /** A filter that counts for this shutdown. */
    public static DrainFilter of(Shutdown shutdown) {
        return new DrainFilter(Objects.requireNonNull(shutdown, "shutdown"));
    }

    @Override
    public String description() {
        return "counts requests in flight for a graceful shutdown";
    }

    /** Lets one request pass, or refuses it. */
    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        try (Work work = shutdown.inFlight().request(exchange.getRequestMethod(), path == null ? "" : path)) {
            if (shutdown.draining()) {
                exchange.getResponseHeaders().set("Connection", "close");
            }
            if (work.refused()) {
                refuse(exchange);
            } else {
                chain.doFilter(exchange);
            }
        }
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            exchange.sendResponseHeaders(503, -1);
        }
    }
}
