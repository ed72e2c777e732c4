package dev.eloquent.health.http;

import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthReport;
import dev.eloquent.health.HealthStatus;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * What is answered at which path below {@code /health}, for an adapter to any server:
 *
 * <table>
 * <caption>Paths, relative to where the adapter is mounted</caption>
 * <tr><th>path</th><th>answer</th></tr>
 * <tr><td>(empty)</td><td>the group {@code health}: everything</td></tr>
 * <tr><td>{@code /live}, {@code /ready}, {@code /startup}, {@code /<group>}</td><td>that group</td></tr>
 * <tr><td>{@code /checks}</td><td>every check with its reason and last run</td></tr>
 * <tr><td>{@code /checks/<name>}</td><td>one check; 503 while it is unhealthy or unknown</td></tr>
 * </table>
 *
 * <p>GET and HEAD only. Nothing here blocks or waits for a check. Safe for use by several threads.
 */
public final class HealthRoutes {
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Type", "application/json", "Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");

    private final HealthChecks health;
    private final Map<String, FlatPayload> payloads = new ConcurrentHashMap<>();

    private HealthRoutes(HealthChecks health) {
        this.health = Objects.requireNonNull(health, "health");
    }

    /** The routes to these checks. */
    public static HealthRoutes of(HealthChecks health) {
        return new HealthRoutes(health);
    }

    /**
     * Answers one request.
     *
     * @param method the request's method
     * @param path the rest of the request's path behind where the adapter is mounted: empty, or beginning with a slash
     * @param mayShowDetails asked only for {@code /checks/...}: whether this request may see private details, which
     *     name hosts, users and the messages of drivers
     */
    public HealthResponse answer(String method, String path, BooleanSupplier mayShowDetails) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return new HealthResponse(
                    405,
                    Map.of("Allow", "GET, HEAD", "Content-Type", "application/json", "Cache-Control", "no-store"),
                    HealthJson.error("only GET and HEAD are answered here"));
        }
        String target = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (target.isEmpty()) {
            return group(health.report());
        }
        if (target.equals("/checks")) {
            return withDetails(
                    mayShowDetails,
                    details -> json(200, HealthJson.checks(health.report().checks(), details)));
        }
        if (target.startsWith("/checks/")) {
            return check(target.substring("/checks/".length()), mayShowDetails);
        }
        if (target.startsWith("/")) {
            return health.report(target.substring(1)).map(this::group).orElseGet(this::notFound);
        }
        return notFound();
    }

    private HealthResponse group(HealthReport report) {
        FlatPayload payload = payloads.get(report.group());
        if (payload == null || !payload.says(report)) {
            payload = FlatPayload.of(report);
            payloads.put(report.group(), payload);
        }
        return json(report.httpStatus(), payload.at(report.timestamp()));
    }

    private HealthResponse check(String name, BooleanSupplier mayShowDetails) {
        return health.check(name)
                .map(report -> withDetails(
                        mayShowDetails,
                        details -> json(
                                report.status().compareTo(HealthStatus.UNKNOWN) >= 0 ? 503 : 200,
                                HealthJson.check(report, details))))
                .orElseGet(this::notFound);
    }

    private static HealthResponse withDetails(
            BooleanSupplier mayShowDetails, Function<Boolean, HealthResponse> answer) {
        boolean details;
        try {
            details = mayShowDetails.getAsBoolean();
        } catch (RuntimeException e) {
            return json(
                    500,
                    HealthJson.error(
                            "what decides on details threw " + e.getClass().getName()));
        }
        return answer.apply(details);
    }

    private HealthResponse notFound() {
        return json(404, HealthJson.notFound(health.groups(), health.report().checks()));
    }

    private static HealthResponse json(int status, byte[] body) {
        return new HealthResponse(status, HEADERS, body);
    }
}
