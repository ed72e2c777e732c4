package dev.eloquent.servlet.telemetry;

import dev.eloquent.metrics.http.HttpRoutes;
import dev.eloquent.metrics.http.internal.RecordedRequest;
import dev.eloquent.metrics.http.internal.ServerRequests;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Scope;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Times and traces each request to a servlet container:
 *
 * <pre>{@code
 * FilterRegistration.Dynamic telemetry = context.addFilter(
 *         "telemetry", TelemetryFilter.of(registry, openTelemetry, HttpRoutes.of("/orders", "/orders/{id}")));
 * telemetry.setAsyncSupported(true);
 * telemetry.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), false, "/*");
 * }</pre>
 *
 * <p>Put it first: so it records what other filters answer (a 503 while draining, a 429 of a quota), and they and the servlet
 * run within the span. Map it to {@code ASYNC} too, so that what is dispatched runs within it again and what it throws is
 * seen: of an exception after the answer has begun Jetty tells nobody else, and the request would never end. A request is
 * recorded once, whatever it is forwarded or dispatched to; it ends when its servlet returns, or, if it is asynchronous, when
 * that is complete or has failed after its answer had begun.
 *
 * <p>Timers and spans are those of {@link dev.eloquent.metrics.http.HttpServerTelemetry}. A route is compared with the URI as
 * it was sent, context path included, parameters such as {@code ;jsessionid=...} cut off; a framework that routes by itself tells its own by {@link #routeBy}.
 *
 * <p>An exception that reaches this filter is a {@code SERVER_ERROR}, with the status 500 that the container answers if
 * nothing was sent. If it is that by which Jetty or Tomcat tells that the client is gone, it is {@code UNKNOWN}.
 *
 * <p>Immutable. Safe for use by several threads. Does not block.
 */
public final class TelemetryFilter implements Filter {
    private static final String RECORDED = TelemetryFilter.class.getName();

    private final ServerRequests requests;
    private final HttpRoutes routes;
    private final Function<? super HttpServletRequest, Optional<String>> framework;

    private TelemetryFilter(
            ServerRequests requests,
            HttpRoutes routes,
            Function<? super HttpServletRequest, Optional<String>> framework) {
        this.requests = requests;
        this.routes = Objects.requireNonNull(routes, "routes");
        this.framework = Objects.requireNonNull(framework, "framework");
    }

    /** Timers and spans. */
    public static TelemetryFilter of(MeterRegistry registry, OpenTelemetry openTelemetry, HttpRoutes routes) {
        return new TelemetryFilter(
                new ServerRequests(
                        Objects.requireNonNull(registry, "registry"),
                        Objects.requireNonNull(openTelemetry, "openTelemetry")),
                routes,
                request -> Optional.empty());
    }

    /** Timers only. */
    public static TelemetryFilter metrics(MeterRegistry registry, HttpRoutes routes) {
        return new TelemetryFilter(
                new ServerRequests(Objects.requireNonNull(registry, "registry"), null),
                routes,
                request -> Optional.empty());
    }

    /** Spans only. */
    public static TelemetryFilter spans(OpenTelemetry openTelemetry, HttpRoutes routes) {
        return new TelemetryFilter(
                new ServerRequests(null, Objects.requireNonNull(openTelemetry, "openTelemetry")),
                routes,
                request -> Optional.empty());
    }

    /**
     * A filter that asks for the route of a request that fits none of its own, after the servlet has returned, or, if the
     * request is asynchronous, when that is dispatched or complete: the template that a framework has found, never the path.
     * One that throws has found none. After 1,000 different ones the timers of all others have the route {@code other}.
     *
     * @param found such as {@code request -> Optional.ofNullable((String) request.getAttribute("route"))}
     */
    public TelemetryFilter routeBy(Function<? super HttpServletRequest, Optional<String>> found) {
        return new TelemetryFilter(requests, routes, found);
    }

    /** Lets one request pass, and records it. */
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            chain.doFilter(request, response);
        } else if (http.getAttribute(RECORDED) instanceof TimedRequest timed) {
            resume(timed, http, response, chain);
        } else if (http.getDispatcherType() == DispatcherType.REQUEST) {
            record(http, answer, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    @SuppressWarnings("try") // the scope is not looked at, only closed
    private void record(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RecordedRequest recorded = requests.begin(
                request,
                ServletRequestReader.INSTANCE,
                routes.match(ServletRequestReader.INSTANCE.path(request)).orElse(null));
        TimedRequest timed = new TimedRequest(request, response, recorded, framework);
        request.setAttribute(RECORDED, timed);
        int statusIfUncommitted = 0;
        try (Scope ignored = recorded.context().makeCurrent()) {
            chain.doFilter(timed, response);
            statusIfUncommitted = response.getStatus();
        } catch (IOException | ServletException | RuntimeException | Error e) {
            statusIfUncommitted = timed.failed(e) ? 0 : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
            throw e;
        } finally {
            // An asynchronous response belongs to another thread by now.
            if (timed.isOver()) {
                timed.end(response.isCommitted() ? response.getStatus() : statusIfUncommitted);
            }
        }
    }

    /** What the request is forwarded or dispatched to. */
    @SuppressWarnings("try") // the scope is not looked at, only closed
    private static void resume(
            TimedRequest timed, HttpServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try (Scope ignored = timed.context().makeCurrent()) {
            chain.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            timed.askRoute(request);
            // Of a forward it is up to whoever has forwarded.
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                timed.failed(e);
            }
            throw e;
        }
        timed.askRoute(request);
    }
}
