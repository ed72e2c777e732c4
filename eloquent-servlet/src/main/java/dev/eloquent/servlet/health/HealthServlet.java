package dev.eloquent.servlet.health;

import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.http.HealthFormat;
import dev.eloquent.health.http.HealthResponse;
import dev.eloquent.health.http.HealthRoutes;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Serves health from a servlet container:
 *
 * <pre>{@code
 * context.addServlet("health", HealthServlet.of(health)).addMapping("/health/*");
 * }</pre>
 *
 * <p>See {@link HealthRoutes} for the paths. The mapping ends in {@code /*}, for what is behind it chooses the answer;
 * mapped to one path alone, it answers there with the group {@code health}. Answers come from memory: nothing blocks,
 * no session is created, nothing is asynchronous. Still, they need one of the container's threads; give health a
 * connector with threads of its own, or keep requests from using up all there are: a probe that waits behind them is a
 * task replaced.
 *
 * <p>Keep filters that refuse requests away from it: draining and limits are for the application's paths.
 *
 * <p>Immutable but for what the container tells it at the start, and safe for use by several threads. It may be mounted
 * once; another mount is another servlet of the same checks.
 */
public final class HealthServlet implements Servlet {
    private final HealthRoutes routes;
    private final Predicate<HttpServletRequest> mayShowDetails;
    private volatile @Nullable ServletConfig config;

    private HealthServlet(HealthRoutes routes, Predicate<HttpServletRequest> mayShowDetails) {
        this.routes = routes;
        this.mayShowDetails = mayShowDetails;
    }

    /** Serves these checks; private details are shown to nobody. */
    public static HealthServlet of(HealthChecks health) {
        return new HealthServlet(HealthRoutes.of(health), request -> false);
    }

    /** Serves the same checks in another format, for which there may be another mapping: {@link HealthFormat}. */
    public HealthServlet format(HealthFormat format) {
        return new HealthServlet(routes.format(format), mayShowDetails);
    }

    /**
     * Shows private details of checks (hosts, messages of drivers, stuck threads) to those requests that the predicate
     * admits. It is asked on the container's thread and should not block; in the flat format only below {@code /checks},
     * where the answer is 500 if it throws. In the others it then admits nobody.
     */
    public HealthServlet showDetailsIf(Predicate<HttpServletRequest> admits) {
        return new HealthServlet(routes, Objects.requireNonNull(admits, "admits"));
    }

    /**
     * Answers one request.
     *
     * @throws IOException if the answer cannot be sent; only the container can then end the connection
     */
    @Override
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("health is served over HTTP only, this is " + request.getProtocol());
        }
        HealthResponse health =
                routes.answer(http.getMethod(), pathBelowMapping(http), () -> mayShowDetails.test(http));
        answer.setStatus(health.status());
        health.headers().forEach(answer::setHeader);
        answer.setContentLength(health.contentLength());
        if (!http.getMethod().equals("HEAD")) {
            health.writeBody(answer.getOutputStream());
        }
    }

    private static String pathBelowMapping(HttpServletRequest request) {
        String below = request.getPathInfo();
        if (below != null) {
            return below;
        }
        boolean isDefault = request.getHttpServletMapping().getMappingMatch() == MappingMatch.DEFAULT;
        return isDefault ? request.getServletPath() : "";
    }

    /** Keeps the configuration for {@link #getServletConfig()}; uses nothing of it. */
    @Override
    public void init(ServletConfig given) {
        config = given;
    }

    /** What the container gave at the start; null before. */
    @Override
    public @Nullable ServletConfig getServletConfig() {
        return config;
    }

    /** What it is. */
    @Override
    public String getServletInfo() {
        return "Eloquent health";
    }

    /** Does nothing: whoever started the checks closes them. */
    @Override
    public void destroy() {}
}
