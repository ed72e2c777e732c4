package dev.eloquent.servlet.health;

import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.http.HealthFormat;
import dev.eloquent.health.http.HealthResponse;
import dev.eloquent.health.http.HealthRoutes;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Serves health from a servlet container:
 *
 * <pre>{@code
 * context.addServlet("health", HealthServlet.of(health)).addMapping("/health/*");
 * }</pre>
 *
 * <p>See {@link HealthRoutes} for the paths. The mapping ends in {@code /*}, for what is behind it chooses the answer.
 * Mapped to one path alone, such as {@code /health/live}, it is the path's last segment that chooses; where the format
 * answers nothing to that, as for {@code /status}, it answers with the group {@code health}. Answers come from memory: nothing blocks,
 * no session is created, nothing is asynchronous. Still, they need one of the container's threads; give health a
 * connector with threads of its own, or keep requests from using up all there are: a probe that waits behind them is a
 * task replaced.
 *
 * <p>Keep filters that refuse requests away from it: draining and limits are for the application's paths.
 *
 * <p>Forwarded to, it answers as if it had been asked. Included, it is only the body that it can add: the status is the
 * includer's.
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
        HealthResponse health = answer(http);
        answer.setStatus(health.status());
        health.headers().forEach(answer::setHeader);
        answer.setContentLength(health.contentLength());
        if (!http.getMethod().equals("HEAD")) {
            health.writeBody(answer.getOutputStream());
        }
    }

    private HealthResponse answer(HttpServletRequest request) {
        Target target = Target.of(request);
        BooleanSupplier details = () -> mayShowDetails.test(request);
        if (target.match() == MappingMatch.EXACT) {
            String last = target.servletPath().substring(target.servletPath().lastIndexOf('/') + 1);
            HealthResponse named = routes.answer(request.getMethod(), "/" + last, details);
            return named.status() == HttpServletResponse.SC_NOT_FOUND
                    ? routes.answer(request.getMethod(), "", details)
                    : named;
        }
        return routes.answer(request.getMethod(), target.below(), details);
    }

    /** By which path and mapping this servlet was reached: in an include, the request tells those of the includer. */
    private record Target(
            String servletPath,
            @Nullable String pathInfo,
            @Nullable MappingMatch match) {
        static Target of(HttpServletRequest request) {
            Object mapping = request.getAttribute(RequestDispatcher.INCLUDE_MAPPING);
            if (request.getDispatcherType() == DispatcherType.INCLUDE
                    && mapping instanceof HttpServletMapping included) {
                return new Target(
                        String.valueOf(request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH)),
                        (String) request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO),
                        included.getMappingMatch());
            }
            return new Target(
                    request.getServletPath(),
                    request.getPathInfo(),
                    request.getHttpServletMapping().getMappingMatch());
        }

        String below() {
            if (pathInfo != null) {
                return pathInfo;
            }
            return match == MappingMatch.DEFAULT ? servletPath : "";
        }
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
