package dev.eloquent.health.http;

import dev.eloquent.health.HealthChecks;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

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
    private final HealthChecks health;
    private final Format format;

    private HealthRoutes(HealthChecks health, Format format) {
        this.health = health;
        this.format = format;
    }

    /** The routes to these checks, in the format {@link HealthFormat#FLAT}. */
    public static HealthRoutes of(HealthChecks health) {
        return new HealthRoutes(Objects.requireNonNull(health, "health"), new FlatFormat(health));
    }

    /** The routes to the same checks in another format; its paths are told at {@link HealthFormat}. */
    public HealthRoutes format(HealthFormat format) {
        return new HealthRoutes(
                health,
                switch (Objects.requireNonNull(format, "format")) {
                    case FLAT -> new FlatFormat(health);
                    case IETF -> new IetfFormat(health).admittingNobodyOnAFault();
                    case ACTUATOR -> new ActuatorFormat(health).admittingNobodyOnAFault();
                    case MICROPROFILE -> new MicroProfileFormat(health).admittingNobodyOnAFault();
                    case STATUS_PAGE -> new StatusPage(health).admittingNobodyOnAFault();
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
        return format.answer(target, mayShowDetails);
    }
}
