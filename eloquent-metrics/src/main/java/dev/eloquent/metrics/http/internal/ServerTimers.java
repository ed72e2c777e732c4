package dev.eloquent.metrics.http.internal;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code http.server.requests{method,uri,status,outcome}} and {@code http.server.responses{outcome}}.
 *
 * <p>The registry is asked once for each timer: to look one up allocates more than a request is worth. The cache is bounded
 * by what makes a series: 1,000 routes, ten methods, the statuses that are sent. It is for a function of a user's that
 * takes paths for routes; {@link dev.eloquent.metrics.http.HttpRoutes} has as many as it was given.
 */
final class ServerTimers {
    static final String REQUESTS = "http.server.requests";
    static final String RESPONSES = "http.server.responses";
    static final String UNKNOWN = "UNKNOWN";

    /** The route of all that come when there are {@link #MOST_ROUTES}. */
    static final String OVERFLOW = "other";

    static final int MOST_ROUTES = 1_000;

    private final MeterRegistry registry;
    private final Map<String, RouteTimers> routes = new ConcurrentHashMap<>();
    private final Map<Outcome, Timer> responses = new ConcurrentHashMap<>();

    ServerTimers(MeterRegistry registry) {
        this.registry = registry;
    }

    long now() {
        return registry.config().clock().monotonicTime();
    }

    /** The route itself, or what stands for all that are too many. */
    String bounded(String route) {
        return routes.containsKey(route) || routes.size() < MOST_ROUTES ? route : OVERFLOW;
    }

    /**
     * Records one request.
     *
     * @param status what was sent; none if it is not from 100 to 599
     */
    void record(HttpMethod method, @Nullable String route, int status, Outcome outcome, long nanos) {
        String uri = route == null ? UNKNOWN : bounded(route);
        @Nullable RouteTimers timers = routes.get(uri);
        if (timers == null) {
            timers = routes.computeIfAbsent(uri, RouteTimers::new);
        }
        timers.of(method, status >= 100 && status <= 599 ? status : 0, outcome).record(nanos, TimeUnit.NANOSECONDS);
        @Nullable Timer response = responses.get(outcome);
        if (response == null) {
            response = responses.computeIfAbsent(outcome, this::response);
        }
        response.record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer response(Outcome outcome) {
        return Timer.builder(RESPONSES)
                .description("requests of all routes together")
                .tag("outcome", outcome.name())
                .register(registry);
    }

    /** The timers of one route, few enough to be looked through. Copied when one is added. */
    private final class RouteTimers {
        private final String uri;
        private volatile List<Entry> entries = List.of();

        RouteTimers(String uri) {
            this.uri = uri;
        }

        Timer of(HttpMethod method, int status, Outcome outcome) {
            @Nullable Entry found = find(method, status, outcome);
            return found == null ? add(method, status, outcome) : found.timer();
        }

        private @Nullable Entry find(HttpMethod method, int status, Outcome outcome) {
            List<Entry> now = entries;
            for (int i = 0; i < now.size(); i++) { // without an iterator for each request
                Entry entry = now.get(i);
                if (entry.status() == status && entry.method() == method && entry.outcome() == outcome) {
                    return entry;
                }
            }
            return null;
        }

        private synchronized Timer add(HttpMethod method, int status, Outcome outcome) {
            @Nullable Entry found = find(method, status, outcome);
            if (found != null) {
                return found.timer();
            }
            Timer timer = Timer.builder(REQUESTS)
                    .description("requests by route")
                    .tag("method", method.name())
                    .tag("uri", uri)
                    .tag("status", status == 0 ? UNKNOWN : Integer.toString(status))
                    .tag("outcome", outcome.name())
                    .register(registry);
            List<Entry> more = new ArrayList<>(entries);
            more.add(new Entry(method, status, outcome, timer));
            entries = List.copyOf(more);
            return timer;
        }
    }

    private record Entry(HttpMethod method, int status, Outcome outcome, Timer timer) {}
}
