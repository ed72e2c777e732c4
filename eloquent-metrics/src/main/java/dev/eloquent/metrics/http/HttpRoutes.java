package dev.eloquent.metrics.http;

import java.util.List;
import java.util.Optional;

/**
 * The routes of a service, by which its requests are counted and its spans are named: {@code HttpRoutes.of("/orders",
 * "/orders/{id}")}. A part in braces stands for any one part of a path, {@code *} at the end for all that follows. The first
 * that fits counts. A path that fits none has no route, so that there are few series and few names whatever clients ask for.
 * Paths are compared as they were sent, before anything is decoded. Immutable.
 */
public final class HttpRoutes {
    private final List<Route> routes;

    /** With the answer made beforehand, as it is needed for every request. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
    private record Route(Optional<String> template, String[] parts) {}

    private HttpRoutes(List<Route> routes) {
        this.routes = routes;
    }

    /**
     * These templates, which may be none.
     *
     * @throws IllegalArgumentException if one does not begin with a slash
     */
    public static HttpRoutes of(String... templates) {
        return new HttpRoutes(List.of(templates).stream().map(HttpRoutes::route).toList());
    }

    private static Route route(String template) {
        if (!template.startsWith("/")) {
            throw new IllegalArgumentException("a route must begin with '/', was '" + template + "'");
        }
        return new Route(Optional.of(template), template.substring(1).split("/", -1));
    }

    /** The template that a path fits. Allocates nothing. */
    public Optional<String> match(String path) {
        for (Route route : routes) {
            if (fits(route.parts(), path)) {
                return route.template();
            }
        }
        return Optional.empty();
    }

    private static boolean fits(String[] template, String path) {
        int slash = 0;
        for (int i = 0; i < template.length; i++) {
            if (slash >= path.length() || path.charAt(slash) != '/') {
                return false;
            }
            String part = template[i];
            if (i == template.length - 1 && part.equals("*")) {
                return true;
            }
            int from = slash + 1;
            int next = path.indexOf('/', from);
            int to = next < 0 ? path.length() : next;
            boolean any = part.startsWith("{") && part.endsWith("}");
            if (any ? to == from : !(part.length() == to - from && path.startsWith(part, from))) {
                return false;
            }
            slash = to;
        }
        return slash == path.length();
    }
}
