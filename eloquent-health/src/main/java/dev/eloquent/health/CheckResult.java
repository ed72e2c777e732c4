package dev.eloquent.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What one run of a {@link HealthCheck} saw: healthy, degraded or unhealthy, a {@linkplain ReasonCode reason}, and
 * private details.
 *
 * <p>Only the status and the reason are ever public. Details (hosts, messages of drivers, numbers) are shown to those
 * whom the service admits, and in the log line of a transition. Immutable.
 */
public final class CheckResult {
    private static final CheckResult HEALTHY = new CheckResult(HealthStatus.HEALTHY, ReasonCode.OK, Map.of());

    private final HealthStatus status;
    private final ReasonCode reason;
    private final Map<String, String> details;

    private CheckResult(HealthStatus status, ReasonCode reason, Map<String, String> details) {
        this.status = status;
        this.reason = reason;
        this.details = details;
    }

    /** It works. */
    public static CheckResult healthy() {
        return HEALTHY;
    }

    /** It works, but less well than it should. */
    public static CheckResult degraded(ReasonCode reason) {
        return new CheckResult(HealthStatus.DEGRADED, Objects.requireNonNull(reason, "reason"), Map.of());
    }

    /**
     * It works, but less well than it should.
     *
     * @throws IllegalArgumentException if {@code reason} does not have the form of a {@link ReasonCode}
     */
    public static CheckResult degraded(String reason) {
        return degraded(new ReasonCode(reason));
    }

    /** It does not work. */
    public static CheckResult unhealthy(ReasonCode reason) {
        return new CheckResult(HealthStatus.UNHEALTHY, Objects.requireNonNull(reason, "reason"), Map.of());
    }

    /**
     * It does not work.
     *
     * @throws IllegalArgumentException if {@code reason} does not have the form of a {@link ReasonCode}
     */
    public static CheckResult unhealthy(String reason) {
        return unhealthy(new ReasonCode(reason));
    }

    /** This result with one more private detail. The value is cut at 1,000 characters and put on one line. */
    public CheckResult with(String key, Object value) {
        Map<String, String> more = new LinkedHashMap<>(details);
        more.put(Objects.requireNonNull(key, "key"), PrivateText.of(String.valueOf(value)));
        return new CheckResult(status, reason, Collections.unmodifiableMap(more));
    }

    /** This result with the private detail {@code cause}: the exception and its causes by class and message. */
    public CheckResult causedBy(Throwable cause) {
        return with("cause", PrivateText.of(cause));
    }

    /** {@link HealthStatus#HEALTHY}, {@link HealthStatus#DEGRADED} or {@link HealthStatus#UNHEALTHY}. */
    public HealthStatus status() {
        return status;
    }

    /** The public reason; {@link ReasonCode#OK} if healthy. */
    public ReasonCode reason() {
        return reason;
    }

    /** The private details in the order in which they were added; unmodifiable. */
    public Map<String, String> details() {
        return details;
    }

    /** Status and reason only: details are private. */
    @Override
    public String toString() {
        return status.wireName() + " (" + reason + ")";
    }
}
