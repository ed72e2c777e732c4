package dev.eloquent.health.http;

/**
 * How health is written, and at which paths. A format belongs to where an adapter is mounted, never to the request: two
 * formats are two mounts.
 *
 * <pre>{@code
 * server.createContext("/health", HealthEndpoint.of(health));
 * server.createContext("/actuator/health", HealthEndpoint.of(health).format(HealthFormat.ACTUATOR));
 * server.createContext("/status", HealthEndpoint.of(health).format(HealthFormat.STATUS_PAGE));
 * }</pre>
 *
 * <p>The HTTP status is the one that the group's settings give to its status, whatever the format, so that a prober
 * comes to the same verdict at each of them; only the page, which is for people, always answers 200. Where the process
 * itself decides (draining, stale, out of memory), each format says so in its own way.
 */
public enum HealthFormat {
    /** {@code application/json}: status, timestamp, version, one field for each check; see {@link HealthRoutes}. */
    FLAT,

    /**
     * {@code application/health+json} at (empty) and {@code /<group>}.
     *
     * <p>A group that answers with 400 or more is {@code fail}; else it is {@code pass} if healthy and {@code warn} if
     * not. Each check is a {@code <name>:responseTime} with its last run in milliseconds and, beside what the draft
     * names, its {@code reason}; {@code output} has the private details, where they may be shown.
     *
     * @see <a href="https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06">Health Check Response
     *     Format for HTTP APIs</a>
     */
    IETF,

    /**
     * What Spring Boot Actuator's health endpoint answers, {@code application/vnd.spring-boot.actuator.v3+json}, at
     * (empty), {@code /liveness}, {@code /readiness}, {@code /startup}, {@code /<group>}, {@code /<check>} and
     * {@code /<group>/<check>}.
     *
     * <p>Healthy and degraded are {@code UP}, unhealthy is {@code DOWN}, unknown {@code UNKNOWN}, draining
     * {@code OUT_OF_SERVICE}. Details, where they may be shown, begin with our own status, reason and time.
     *
     * @see <a href="https://docs.spring.io/spring-boot/api/rest/actuator/health.html">Spring Boot: Health</a>
     */
    ACTUATOR,

    /**
     * What MicroProfile Health answers, {@code application/json}, at (empty), {@code /live}, {@code /ready},
     * {@code /started} and {@code /<group>}.
     *
     * <p>There are two words only: a group is {@code DOWN} if it answers with 400 or more, a check if it is unhealthy or
     * unknown. So a check that is {@code DOWN} may stand in a group that is {@code UP}, which it merely degrades. Our
     * own status, reason and time are in {@code data}, with the private details where they may be shown.
     *
     * @see <a href="https://download.eclipse.org/microprofile/microprofile-health-4.0/microprofile-health-spec-4.0.html">
     *     MicroProfile Health 4.0</a>
     */
    MICROPROFILE,

    /**
     * {@code text/html} at (empty): a page for people, which renews itself every ten seconds. It always answers 200;
     * probers should ask elsewhere.
     */
    STATUS_PAGE
}
