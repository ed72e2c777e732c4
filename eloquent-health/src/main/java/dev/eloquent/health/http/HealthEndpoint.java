package dev.eloquent.health.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.eloquent.health.HealthChecks;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Serves health from the JDK's own HTTP server:
 *
 * <pre>{@code
 * server.createContext("/health", HealthEndpoint.of(health));
 * }</pre>
 *
 * <p>See {@link HealthRoutes} for the paths. Answers come from memory; still, give the server an executor of its own
 * ({@link com.sun.net.httpserver.HttpServer#setExecutor}) with threads that the application's requests cannot use up:
 * a probe that waits behind them is a task replaced.
 */
public final class HealthEndpoint implements HttpHandler {
    private final HealthRoutes routes;
    private final Predicate<HttpExchange> mayShowDetails;

    private HealthEndpoint(HealthRoutes routes, Predicate<HttpExchange> mayShowDetails) {
        this.routes = routes;
        this.mayShowDetails = mayShowDetails;
    }

    /** Serves these checks; private details are shown to nobody. */
    public static HealthEndpoint of(HealthChecks health) {
        return new HealthEndpoint(HealthRoutes.of(health), exchange -> false);
    }

    /** Serves the same checks in another format, for which there may be another context: {@link HealthFormat}. */
    public HealthEndpoint format(HealthFormat format) {
        return new HealthEndpoint(routes.format(format), mayShowDetails);
    }

    /**
     * Shows private details of checks (hosts, messages of drivers, stuck threads) to those requests that the predicate
     * admits. It is asked on the server's thread and should not block; in the flat format only below {@code /checks},
     * where the answer is 500 if it throws. In the others it then admits nobody.
     */
    public HealthEndpoint showDetailsIf(Predicate<HttpExchange> admits) {
        return new HealthEndpoint(routes, Objects.requireNonNull(admits, "admits"));
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String context = exchange.getHttpContext().getPath();
            String path = exchange.getRequestURI().getRawPath();
            int mounted = context.endsWith("/") ? context.length() - 1 : context.length();
            String below = path.substring(Math.min(path.length(), mounted));
            HealthResponse response =
                    routes.answer(exchange.getRequestMethod(), below, () -> mayShowDetails.test(exchange));
            response.headers().forEach(exchange.getResponseHeaders()::set);
            // A load balancer closes after each probe anyway. Kept open, the connection would make this server's two
            // writes, headers and body, wait 40 ms for the delayed acknowledgement of the first (JDK-6968351).
            exchange.getResponseHeaders().set("Connection", "close");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(response.contentLength()));
                exchange.sendResponseHeaders(response.status(), -1);
                return;
            }
            exchange.sendResponseHeaders(response.status(), response.contentLength());
            try (OutputStream body = exchange.getResponseBody()) {
                response.writeBody(body);
            }
        }
    }
}
