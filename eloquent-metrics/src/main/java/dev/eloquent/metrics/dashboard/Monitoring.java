package dev.eloquent.metrics.dashboard;

import dev.eloquent.metrics.cloudwatch.CloudWatchRegistryBuilder;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A dashboard and alarms for one service in one environment, made of the meters that it has. From a test, or a step of the
 * build, that starts the service and asks each of its parts once:
 *
 * <pre>{@code
 * Monitoring.of("Shop", "orders", "production").region("eu-central-1")
 *         .from(telemetry.meters())
 *         .writeTo(Path.of("infrastructure/monitoring"));
 * }</pre>
 *
 * <p>The same settings and meters give the same bytes. Nothing waits for the network. Not safe for use by several threads.
 */
public final class Monitoring {
    /** The step of the registry, unless told otherwise: 1 min. */
    public static final Duration DEFAULT_STEP = Duration.ofMinutes(1);

    private final String namespace;
    private final String service;
    private final String environment;
    private final Map<String, String> common = new TreeMap<>();
    private String region = "";
    private String heartbeat = CloudWatchRegistryBuilder.DEFAULT_HEARTBEAT;
    private Duration step = DEFAULT_STEP;
    private Thresholds thresholds = Thresholds.DEFAULTS;

    private Monitoring(String namespace, String service, String environment) {
        this.namespace = namespace;
        this.service = service;
        this.environment = environment;
        common.put("service", service);
        common.put("environment", environment);
    }

    /**
     * For the metrics of this namespace that have these values in the dimensions {@code service} and {@code environment}.
     *
     * @param namespace as the registry's
     */
    public static Monitoring of(String namespace, String service, String environment) {
        return new Monitoring(namespace, service, environment);
    }

    /** Where the metrics are, such as {@code eu-central-1}. There is no default. */
    public Monitoring region(String value) {
        region = value;
        return this;
    }

    /** A tag that all meters have, as well as {@code service} and {@code environment}. */
    public Monitoring commonTag(String name, String value) {
        common.put(name, value);
        return this;
    }

    /** The heartbeat's name, if the registry was given another. */
    public Monitoring heartbeat(String name) {
        heartbeat = name;
        return this;
    }

    /** The registry's step: a part of a minute, or whole minutes up to 5. Default {@link #DEFAULT_STEP}. */
    public Monitoring step(Duration value) {
        step = value;
        return this;
    }

    /** From where on the alarms ring. Default {@link Thresholds#DEFAULTS}. */
    public Monitoring thresholds(Thresholds value) {
        thresholds = value;
        return this;
    }

    /** {@link #from(Collection)}, of the meters that the registry has now. */
    public MonitoringFiles from(MeterRegistry registry) {
        return from(registry.getMeters().stream().map(Meter::getId).toList());
    }

    /**
     * Writes the texts.
     *
     * @param meters with their common tags, in any order
     * @throws IllegalArgumentException naming all settings that are wrong, and meters of another service
     */
    public MonitoringFiles from(Collection<Meter.Id> meters) {
        check(meters);
        Scope scope = new Scope(
                namespace, service, environment, region, heartbeat, common, (int) step.toSeconds(), thresholds);
        Meters found = new Meters(meters, scope);
        List<Alarm> alarms = new ArrayList<>();
        alarms.addAll(new OutageAlarms(found, scope).all());
        alarms.addAll(new DegradationAlarms(found, scope).all());
        alarms.addAll(new MinorAlarms(found, scope).all());
        List<Widget> widgets = new Widgets(found, scope).all();
        DashboardBody body = new DashboardBody(scope, widgets, alarms, found);
        return new MonitoringFiles(
                body.text(), new Terraform(scope, alarms).text(), body.metricWidgets(), alarms.size(), found.leftOut());
    }

    private void check(Collection<Meter.Id> meters) {
        List<String> faults = new ArrayList<>();
        named("namespace", namespace, faults);
        common.forEach((name, value) -> named(name, value, faults));
        named("heartbeat", heartbeat, faults);
        if (!region.matches("[a-z]{2,4}(-[a-z]+)+-\\d")) {
            faults.add("region must be one of AWS such as eu-central-1, was \"" + region + "\"");
        }
        long seconds = step.toSeconds();
        boolean whole = step.equals(Duration.ofSeconds(seconds));
        if (!whole || seconds < 1 || seconds > 300 || (seconds < 60 ? 60 % seconds != 0 : seconds % 60 != 0)) {
            faults.add("step must be a part of a minute in whole seconds, or 1 to 5 minutes, was " + step);
        }
        thresholds.check(faults);
        meters.stream()
                .filter(meter -> !isOfOurs(meter, "service") || !isOfOurs(meter, "environment"))
                .map(meter -> "meter " + meter.getName() + " must be of service " + service + " in " + environment
                        + ", was of " + meter.getTag("service") + " in " + meter.getTag("environment"))
                .distinct()
                .sorted()
                .limit(3)
                .forEach(faults::add);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("monitoring not written: " + String.join("; ", faults));
        }
    }

    private boolean isOfOurs(Meter.Id meter, String tag) {
        String value = meter.getTag(tag);
        return value == null || value.equals(common.get(tag));
    }

    private static void named(String name, String value, List<String> faults) {
        if (value.isBlank() || value.length() > 100 || !value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            faults.add(name + " must be 1 to 100 printable ASCII characters, was \"" + value + "\"");
        }
    }
}
