package dev.eloquent.health.http;

import dev.eloquent.health.CheckReport;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthReport;
import dev.eloquent.health.HealthStatus;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    private static final Map<String, String> HEADERS = headers("application/json");

    private final HealthChecks health;
    private final Map<String, FlatPayload> payloads = new ConcurrentHashMap<>();
    private final Optional<Format> other;

    private HealthRoutes(HealthChecks health, Optional<Format> other) {
        this.health = health;
        this.other = other;
    }

    /** The routes to these checks, in the format {@link HealthFormat#FLAT}. */
    public static HealthRoutes of(HealthChecks health) {
        return new HealthRoutes(Objects.requireNonNull(health, "health"), Optional.empty());
    }

    /** The routes to the same checks in another format; its paths are told at {@link HealthFormat}. */
    public HealthRoutes format(HealthFormat format) {
        return new HealthRoutes(
                health,
                switch (format) {
                    case FLAT -> Optional.empty();
                    case IETF -> Optional.of(new IetfFormat(health));
                    case ACTUATOR -> Optional.of(new ActuatorFormat(health));
                    case MICROPROFILE -> Optional.of(new MicroProfileFormat(health));
                    case STATUS_PAGE -> Optional.of(new StatusPage(health));
                });
    }

    /**
     * Answers one request.
     *
     * @param method the request's method
     * @param path the rest of the request's path behind where the adapter is mounted: empty, or beginning with a slash
     * @param mayShowDetails whether this request may see private details, which name hosts, users and the messages of
     *     drivers. In the flat format it is asked only for {@code /checks/...}, and the answer is 500 if it throws;
     *     elsewhere what it throws admits nobody, for a prober that asks there must get its answer
     */
    public HealthResponse answer(String method, String path, BooleanSupplier mayShowDetails) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return new HealthResponse(
                    405,
                    Map.of("Allow", "GET, HEAD", "Content-Type", "application/json", "Cache-Control", "no-store"),
                    HealthJson.error("only GET and HEAD are answered here"));
        }
        String target = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (other.isPresent()) {
            return other.get().answer(target, () -> admits(mayShowDetails));
        }
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
                        mayShowDetails, details -> json(httpStatusOf(report), HealthJson.check(report, details))))
                .orElseGet(this::notFound);
    }

    /** 503 while the check is unhealthy or unknown. */
    static int httpStatusOf(CheckReport check) {
        return check.status().compareTo(HealthStatus.UNKNOWN) >= 0 ? 503 : 200;
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

    private static boolean admits(BooleanSupplier mayShowDetails) {
        try {
            return mayShowDetails.getAsBoolean();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private HealthResponse notFound() {
        return notFound(
                health.groups(),
                health.report().checks().stream()
                        .map(check -> "checks/" + check.name())
                        .toList());
    }

    /** @param groups and checks: the paths that there are */
    static HealthResponse notFound(Collection<String> groups, Collection<String> checks) {
        return json(404, HealthJson.notFound(groups, checks));
    }

    static Map<String, String> headers(String contentType) {
        return Map.of("Content-Type", contentType, "Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");
    }

    private static HealthResponse json(int status, byte[] body) {
        return new HealthResponse(status, HEADERS, body);
    }
}
