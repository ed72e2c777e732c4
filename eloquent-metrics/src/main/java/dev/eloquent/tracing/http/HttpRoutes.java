package dev.eloquent.tracing.http;

import java.util.List;
import java.util.Optional;

/**
 * The routes of a service, by which its spans are named: {@code HttpRoutes.of("/orders", "/orders/{id}")}. A part in braces
 * stands for any one part of a path, {@code *} at the end for all that follows. The first that fits counts. A path that fits
 * none has no route, so that spans have few names whatever clients ask for. Immutable.
 */
public final class HttpRoutes {
    private final List<Route> routes;

    @SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
    private record Route(String template, String[] parts) {}

    private HttpRoutes(List<Route> routes) {
        this.routes = routes;
    }

    /**
     * These templates.
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
        return new Route(template, template.split("/", -1));
    }

    /** The template that a path fits. */
    public Optional<String> match(String path) {
        String[] parts = path.split("/", -1);
        return routes.stream()
                .filter(route -> fits(route.parts(), parts))
                .map(Route::template)
                .findFirst();
    }

    private static boolean fits(String[] template, String[] path) {
        for (int i = 0; i < template.length; i++) {
            boolean last = i == template.length - 1;
            if (last && template[i].equals("*") && path.length > i) {
                return true;
            }
            boolean any = template[i].startsWith("{") && template[i].endsWith("}");
            if (i >= path.length || !(any ? !path[i].isEmpty() : template[i].equals(path[i]))) {
                return false;
            }
        }
        return template.length == path.length;
    }
}
