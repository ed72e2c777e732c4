package dev.eloquent.servlet.shutdown;

import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownSettings;
import dev.eloquent.shutdown.Work;
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

/**
 * Counts the requests of a servlet container, so that they can be drained:
 *
 * <pre>{@code
 * FilterRegistration.Dynamic drain = context.addFilter("drain", DrainFilter.of(shutdown));
 * drain.setAsyncSupported(true);
 * drain.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), false, "/*");
 * }</pre>
 *
 * <p>Map it to everything, also to the health checks: probes are neither counted nor refused, but they tell whether a
 * load balancer still knows the task. What is a probe is told by {@link ShutdownSettings#healthPaths()}, to which the
 * request's URI is compared as it was sent, context path included. Once the shutdown has begun, answers over HTTP/1.1
 * close their connections (over HTTP/2 it is the container that says goodbye when it is stopped); once the intake has
 * stopped, requests are answered with 503 and {@code Retry-After: 1}.
 *
 * <p>A response that was committed, or became asynchronous, before the shutdown began keeps its connection: the next
 * request on it closes it.
 *
 * <p>A request is in flight until its handler has returned, or, if it is asynchronous, until that is complete or has
 * failed after its answer had begun. Map the filter to {@code ASYNC} too: of an exception in what is dispatched, after the
 * answer has begun, Jetty tells nobody else, and the request would be in flight for ever. It is counted once, whatever it is
 * forwarded or dispatched to. Safe for use by several threads. Does not block.
 */
public final class DrainFilter implements Filter {
    private static final String COUNTED = DrainFilter.class.getName();

    private final Shutdown shutdown;

    private DrainFilter(Shutdown shutdown) {
        this.shutdown = shutdown;
    }

    /** A filter that counts for this shutdown. */
    public static DrainFilter of(Shutdown shutdown) {
        return new DrainFilter(Objects.requireNonNull(shutdown, "shutdown"));
    }

    /** Lets one request pass, or refuses it. */
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer
                && http.getDispatcherType() == DispatcherType.REQUEST) {
            count(http, answer, chain);
        } else if (request.getDispatcherType() == DispatcherType.ASYNC
                && request.getAttribute(COUNTED) instanceof CountedRequest counted) {
            resume(counted, request, response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void resume(
            CountedRequest counted, ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            counted.failed();
            throw e;
        }
    }

    private void count(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Work work = shutdown.inFlight().request(request.getMethod(), request.getRequestURI());
        CountedRequest counted = new CountedRequest(request, response, work);
        request.setAttribute(COUNTED, counted);
        try {
            closeIfDraining(request, response);
            if (work.refused()) {
                response.setHeader("Retry-After", "1");
                response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            } else {
                chain.doFilter(counted, response);
            }
        } catch (IOException | ServletException | RuntimeException | Error e) {
            counted.failed();
            throw e;
        } finally {
            // An asynchronous response belongs to another thread by now.
            if (counted.isOver()) {
                end(request, response, work);
            }
        }
    }

    private void end(HttpServletRequest request, HttpServletResponse response, Work work) {
        try (work) {
            // It may have begun before the drain did.
            closeIfDraining(request, response);
        }
    }

    private void closeIfDraining(HttpServletRequest request, HttpServletResponse response) {
        if (shutdown.draining() && request.getProtocol().startsWith("HTTP/1") && !response.isCommitted()) {
            response.setHeader("Connection", "close");
        }
    }
}
