package dev.eloquent.examples.rag.web;

import dev.eloquent.examples.rag.remote.DependencyAway;
import dev.eloquent.examples.rag.settings.StartFault;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.util.JavalinBindException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Javalin on Jetty, with the limits and the problem bodies that every endpoint shares. */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final int THREADS = 64;

    /** More than all {@link Admission}s together; the other threads are for the probes and for Jetty itself. */
    private static final int PLACES = 40;

    private static final int LARGEST_HEADERS = 8 * 1024;

    private final Javalin javalin;

    private WebServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /**
     * Begins to listen.
     *
     * @param port 0 picks a free one
     * @param first what every request passes in this order before a servlet or a route sees it, the probes' too
     * @param filters what comes next, by paths
     * @param servlets by their paths; they get their requests without Javalin's doing
     * @param routes everything else
     */
    public static WebServer start(
            String host,
            int port,
            List<Filter> first,
            Map<String, Filter> filters,
            Map<String, Servlet> servlets,
            Consumer<RoutesConfig> routes) {
        Javalin javalin = Javalin.create(config -> {
            quietStart(config);
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.http.prefer405over404 = true;
            config.jetty.threadPool = new QueuedThreadPool(THREADS, 8, 60_000);
            config.jetty.modifyHttpConfiguration(http -> {
                http.setRequestHeaderSize(LARGEST_HEADERS);
                // Javalin's default is lenient; a path that can be read in two ways is refused.
                http.setUriCompliance(UriCompliance.DEFAULT);
            });
            config.jetty.addConnector((server, http) -> connector(server, http, host, port));
            config.jetty.modifyServer(server -> {
                server.setErrorHandler(new ProblemErrors());
                server.setHandler(new GracefulHandler(new Entrance(PLACES, List.copyOf(servlets.keySet()))));
                // For the last bytes of answers; by then nothing else is under way.
                server.setStopTimeout(1_000);
            });
            config.jetty.modifyServletContextHandler(context -> {
                context.setErrorHandler(new ProblemErrors());
                // They end with the request, wherever that goes on.
                first.forEach(
                        filter -> add(context, filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC)));
                filters.forEach((path, filter) -> add(context, filter, path, EnumSet.of(DispatcherType.REQUEST)));
                servlets.forEach((path, servlet) -> context.addServlet(new ServletHolder(servlet), path));
            });
            config.router.javaLangErrorHandler((response, error) -> {
                LOG.error("a request ended in an error of the JVM", error);
                response.setStatus(500);
            });
            faults(config.routes);
            routes.accept(config.routes);
        });
        try {
            javalin.start();
        } catch (JavalinBindException taken) {
            throw new StartFault("port " + port + " cannot be had: end what listens there, or choose another port with"
                    + " the environment variable PORT (0 picks a free one)");
        }
        return new WebServer(javalin);
    }

    private static void add(
            ServletContextHandler context, Filter filter, String path, EnumSet<DispatcherType> dispatches) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        context.addFilter(holder, path, dispatches);
    }

    public int port() {
        return javalin.port();
    }

    private static void quietStart(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, String host, int port) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(Entrance.KEPT.toMillis());
        return connector;
    }

    private static void faults(RoutesConfig routes) {
        routes.exception(Refusal.class, (refusal, ctx) -> answer(ctx, refusal.problem()));
        routes.exception(DependencyAway.class, (away, ctx) -> {
            // One line without a stack: during an outage there is one for each request.
            LOG.warn("{} {} needs what is away: {}", ctx.req().getMethod(), ctx.path(), away.getMessage());
            answer(
                    ctx,
                    Problem.of(503, "dependency-away", "Not available at the moment: " + away.dependency())
                            .withRetryAfter(away.retryAfter()));
        });
        routes.exception(MethodNotAllowedResponse.class, WebServer::wrongMethod);
        routes.exception(
                HttpResponseException.class,
                (fault, ctx) ->
                        answer(ctx, Problem.of(fault.getStatus(), "not-found", "There is nothing at this path")));
        routes.exception(Exception.class, (fault, ctx) -> {
            LOG.error("{} {} failed", ctx.req().getMethod(), ctx.path(), fault);
            answer(ctx, Problem.of(500, "internal-error", "Something went wrong on our side"));
        });
    }

    /** Also takes OPTIONS, which asks for just this. */
    private static void wrongMethod(MethodNotAllowedResponse fault, Context ctx) {
        String allow = allow(fault.getDetails().values().stream().findFirst().orElse(""));
        if ("OPTIONS".equals(ctx.req().getMethod())) {
            ctx.status(204).header("Allow", allow);
            return;
        }
        answer(
                ctx,
                Problem.of(405, "method-not-allowed", "At this path one may use " + allow)
                        .withHeader("Allow", allow));
    }

    private static String allow(String methods) {
        TreeSet<String> allowed = new TreeSet<>(List.of(methods.split(", ", -1)));
        allowed.add("OPTIONS");
        return String.join(", ", allowed);
    }

    private static void answer(Context ctx, Problem problem) {
        ctx.status(problem.status());
        ctx.contentType(Problem.MEDIA_TYPE);
        ctx.header("Cache-Control", "no-store");
        problem.headers().forEach(ctx::header);
        problem.retryAfter().ifPresent(wait -> ctx.header("Retry-After", String.valueOf(wait.toSeconds())));
        ctx.result(problem.json());
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
