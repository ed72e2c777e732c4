package dev.eloquent.shutdown;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How long a shutdown may take, how that is divided, and how one tells that a load balancer has let go. Immutable; begin
 * with {@link #fromEnvironment()}. Values are checked when a {@link Shutdown} is made of them, all together.
 *
 * <p>There is one limit, {@code stopTimeout - margin}. The last phases have their shares reserved, and what a phase does
 * not need goes to the next ones: with the defaults, draining may go on up to 15 s after the signal, work in flight up to
 * 20 s, closing up to 24 s, and flushing up to 28 s.
 *
 * @param stopTimeout after which the platform kills the process, 1 s to 1 h: {@code stopTimeout} in an ECS task
 *     definition, 30 s if that says nothing, and at most 120 s on Fargate; default 30 s
 * @param margin what is kept between our limit and the platform's; default 2 s
 * @param work reserved for work in flight after the drain, 100 ms to 1 h; default 5 s
 * @param close reserved for closing resources, 100 ms to 1 h; default 4 s
 * @param flush reserved for telemetry and logs, of which an eighth is for the logs, 100 ms to 1 h; default 4 s
 * @param quietPeriod for how long no request may have come before the service counts as drained, 0 to 1 h; default 5 s
 * @param probeInterval how often the load balancer probes, 0 to 1 h; without a probe for twice as long, or twice as long
 *     as between its last two if that is longer, it has let go; 0 if nobody probes; default 5 s (an ALB's own default is 30 s, which is too
 *     slow to notice within 30 s: set 5 s there)
 * @param healthPaths at and below which requests look at the health of the service, neither counted nor refused; a path
 *     with {@code /.}, {@code ;} or {@code %} is not below any; default {@code /health}
 * @param readinessPath what the load balancer probes; other probes, such as a container's, say nothing about it; default
 *     {@code /health/ready}
 */
public record ShutdownSettings(
        Duration stopTimeout,
        Duration margin,
        Duration work,
        Duration close,
        Duration flush,
        Duration quietPeriod,
        Duration probeInterval,
        List<String> healthPaths,
        String readinessPath) {
    /** The environment variable that tells the platform's stop timeout, in whole seconds, 3 to 3600. */
    public static final String STOP_TIMEOUT_SECONDS = "STOP_TIMEOUT_SECONDS";

    /** With less nothing could be done in a phase, and each of its steps would be missing. */
    private static final Duration LEAST_SHARE = Duration.ofMillis(100);

    /** Segments of what a URI may have without escapes. */
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~!$&'()*+,=:@-]+)+");

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MARGIN = Duration.ofSeconds(2);

    /** Nothing may be null; ranges are checked later. */
    public ShutdownSettings {
        Objects.requireNonNull(stopTimeout, "stopTimeout");
        Objects.requireNonNull(margin, "margin");
        Objects.requireNonNull(work, "work");
        Objects.requireNonNull(close, "close");
        Objects.requireNonNull(flush, "flush");
        Objects.requireNonNull(quietPeriod, "quietPeriod");
        Objects.requireNonNull(probeInterval, "probeInterval");
        healthPaths = List.copyOf(healthPaths);
        Objects.requireNonNull(readinessPath, "readinessPath");
    }

    /** The defaults that are named above. */
    public static ShutdownSettings defaults() {
        return forStopTimeout(STOP_TIMEOUT);
    }

    /** The defaults, with the stop timeout of the environment variable {@value #STOP_TIMEOUT_SECONDS} if it is set. */
    public static ShutdownSettings fromEnvironment() {
        return of(System.getenv());
    }

    static ShutdownSettings of(Map<String, String> environment) {
        String text = environment.getOrDefault(STOP_TIMEOUT_SECONDS, "");
        if (text.isBlank()) {
            return defaults();
        }
        try {
            int seconds = Integer.parseInt(text.strip());
            if (seconds >= 3 && seconds <= 3600) {
                return forStopTimeout(Duration.ofSeconds(seconds));
            }
        } catch (NumberFormatException notANumber) {
            // Told below, as any other number that is out of range.
        }
        throw new ShutdownConfigurationException(List.of(STOP_TIMEOUT_SECONDS
                + " must be whole seconds from 3 to 3600, was '" + text
                + "': set it to the stopTimeout of the ECS task definition (30 if that says nothing)"));
    }

    /** The defaults for another stop timeout. Below 30 s, margin and shares shrink with it; above, only the drain grows. */
    public static ShutdownSettings forStopTimeout(Duration stopTimeout) {
        double scale =
                Math.min(1, (stopTimeout.toSeconds() + stopTimeout.toMillisPart() / 1e3) / STOP_TIMEOUT.toSeconds());
        return new ShutdownSettings(
                stopTimeout,
                scaled(MARGIN, scale),
                scaled(Duration.ofSeconds(5), scale),
                scaled(Duration.ofSeconds(4), scale),
                scaled(Duration.ofSeconds(4), scale),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                List.of("/health"),
                "/health/ready");
    }

    private static Duration scaled(Duration duration, double scale) {
        return Duration.ofMillis((long) (duration.toMillis() * scale));
    }

    /** With another {@linkplain #margin() margin}. */
    public ShutdownSettings margin(Duration value) {
        return new ShutdownSettings(
                stopTimeout, value, work, close, flush, quietPeriod, probeInterval, healthPaths, readinessPath);
    }

    /** With another {@linkplain #work() share for work}. */
    public ShutdownSettings work(Duration value) {
        return new ShutdownSettings(
                stopTimeout, margin, value, close, flush, quietPeriod, probeInterval, healthPaths, readinessPath);
    }

    /** With another {@linkplain #close() share for closing}. */
    public ShutdownSettings close(Duration value) {
        return new ShutdownSettings(
                stopTimeout, margin, work, value, flush, quietPeriod, probeInterval, healthPaths, readinessPath);
    }

    /** With another {@linkplain #flush() share for telemetry and logs}. */
    public ShutdownSettings flush(Duration value) {
        return new ShutdownSettings(
                stopTimeout, margin, work, close, value, quietPeriod, probeInterval, healthPaths, readinessPath);
    }

    /** With another {@linkplain #quietPeriod() quiet period}. */
    public ShutdownSettings quietPeriod(Duration value) {
        return new ShutdownSettings(
                stopTimeout, margin, work, close, flush, value, probeInterval, healthPaths, readinessPath);
    }

    /** With another {@linkplain #probeInterval() interval of the load balancer's probes}. */
    public ShutdownSettings probeInterval(Duration value) {
        return new ShutdownSettings(
                stopTimeout, margin, work, close, flush, quietPeriod, value, healthPaths, readinessPath);
    }

    /** With other {@linkplain #healthPaths() paths of health}: a status page that people leave open is one too. */
    public ShutdownSettings healthPaths(String... values) {
        return new ShutdownSettings(
                stopTimeout, margin, work, close, flush, quietPeriod, probeInterval, List.of(values), readinessPath);
    }

    /** With another {@linkplain #readinessPath() path that the load balancer probes}. */
    public ShutdownSettings readinessPath(String value) {
        return new ShutdownSettings(
                stopTimeout, margin, work, close, flush, quietPeriod, probeInterval, healthPaths, value);
    }

    /** How long a shutdown may take: {@code stopTimeout - margin}. */
    public Duration limit() {
        return stopTimeout.minus(margin);
    }

    /** How long requests may be drained: what the other shares leave of the {@linkplain #limit() limit}. */
    public Duration drain() {
        return limit().minus(work).minus(close).minus(flush);
    }

    ShutdownSettings checked() {
        List<String> faults = new ArrayList<>();
        within(faults, "stopTimeout", stopTimeout, Duration.ofSeconds(1), HOUR);
        within(faults, "margin", margin, Duration.ZERO, HOUR);
        within(faults, "work", work, LEAST_SHARE, HOUR);
        within(faults, "close", close, LEAST_SHARE, HOUR);
        within(faults, "flush", flush, LEAST_SHARE, HOUR);
        within(faults, "quietPeriod", quietPeriod, Duration.ZERO, HOUR);
        within(faults, "probeInterval", probeInterval, Duration.ZERO, HOUR);
        healthPaths.forEach(path -> path(faults, "healthPaths", path));
        path(faults, "readinessPath", readinessPath);
        if (faults.isEmpty() && drain().isNegative()) {
            faults.add("margin + work + close + flush must be at most stopTimeout = " + stopTimeout + ", was "
                    + margin.plus(work).plus(close).plus(flush)
                    + ": shorten a share or raise the platform's stop timeout");
        }
        if (!faults.isEmpty()) {
            throw new ShutdownConfigurationException(faults);
        }
        return this;
    }

    private static void within(List<String> faults, String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            faults.add(name + " must be from " + min + " to " + max + ", was " + value);
        }
    }

    private static void path(List<String> faults, String name, String value) {
        if (!PATH.matcher(value).matches()) {
            faults.add(name
                    + " must be a path as it is requested, such as /health: no query, no //, no / at its end; was '"
                    + value + "'");
        }
    }
}
