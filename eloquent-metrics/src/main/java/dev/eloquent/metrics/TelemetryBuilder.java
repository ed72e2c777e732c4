package dev.eloquent.metrics;

import dev.eloquent.metrics.cloudwatch.CloudWatchConfigurationException;
import dev.eloquent.metrics.emf.EmfConfigurationException;
import dev.eloquent.tracing.TraceDestination;
import dev.eloquent.tracing.Tracing;
import dev.eloquent.tracing.TracingBuilder;
import dev.eloquent.tracing.TracingConfigurationException;
import io.micrometer.core.instrument.Tag;
import io.opentelemetry.api.common.Attributes;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What telemetry a service has. Get it from {@link Telemetry#of}. Not safe for use by several threads. */
public final class TelemetryBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    private final String service;
    private final String version;
    private final String environment;
    private final List<String> faults = new ArrayList<>();
    private MetricsDestination metrics = MetricsDestination.memory();
    private Optional<TraceDestination> traces = Optional.empty();
    private final List<Consumer<TracingBuilder>> tracing = new ArrayList<>();
    private Optional<URI> ecs;
    private EcsTask.Pace pace = EcsTask.Pace.USUAL;
    private String remark = "";

    TelemetryBuilder(String service, String version, String environment) {
        this.service = Objects.requireNonNull(service, "service");
        this.version = Objects.requireNonNull(version, "version");
        this.environment = Objects.requireNonNull(environment, "environment");
        this.ecs = new Variables(System.getenv(), faults).ecs();
    }

    /** Where metrics go; default {@link MetricsDestination#memory()}. */
    public TelemetryBuilder metrics(MetricsDestination where) {
        metrics = Objects.requireNonNull(where, "where");
        return this;
    }

    /** Where spans go; default {@link TraceDestination#none()}. */
    public TelemetryBuilder traces(TraceDestination where) {
        traces = Optional.of(Objects.requireNonNull(where, "where"));
        return this;
    }

    /** How spans go there: which part of them, how many may wait, and so on. May be called several times. */
    public TelemetryBuilder tracing(Consumer<TracingBuilder> settings) {
        tracing.add(Objects.requireNonNull(settings, "settings"));
        return this;
    }

    TelemetryBuilder ecs(Optional<URI> metadata) {
        ecs = metadata;
        return this;
    }

    TelemetryBuilder pace(EcsTask.Pace value) {
        pace = value;
        return this;
    }

    /** What else is wrong, to be thrown with the rest. */
    TelemetryBuilder faults(List<String> more) {
        more.stream().filter(fault -> !faults.contains(fault)).forEach(faults::add);
        return this;
    }

    /** Something to be said at the start. */
    TelemetryBuilder remark(String what) {
        remark = what;
        return this;
    }

    /**
     * Starts. Nothing waits for the network: what is recorded is sent later.
     *
     * @throws TelemetryConfigurationException naming all that is wrong, also with the destinations
     */
    public Telemetry start() {
        check("service", service);
        check("version", version);
        check("environment", environment);
        Optional<EcsTask> task = ecs.map(at -> new EcsTask(at, pace));
        Optional<Tracing> spans = spans(task);
        Optional<MeterOutlet> outlet = outlet();
        if (!faults.isEmpty()) {
            spans.ifPresent(Tracing::close);
            outlet.ifPresent(started -> started.close(Duration.ZERO));
            throw new TelemetryConfigurationException(faults);
        }
        MeterOutlet meters = outlet.orElseThrow();
        task.ifPresent(of -> of.bindTo(meters.registry()).start());
        traces.ifPresent(where -> new TraceMeters(spans.orElseThrow()).bindTo(meters.registry()));
        LOG.info(
                "telemetry of {} {} in {}: metrics to {}, traces to {}{}",
                service,
                version,
                environment,
                metrics,
                traces.map(TraceDestination::toString).orElse("nowhere"),
                remark);
        return new Telemetry(meters, spans.orElseThrow(), task);
    }

    private void check(String name, String value) {
        if (value.isBlank()) {
            faults.add(name + " must not be blank");
        }
    }

    private Optional<Tracing> spans(Optional<EcsTask> task) {
        TracingBuilder builder = Tracing.of(service, version, environment)
                .to(traces.orElseGet(TraceDestination::none))
                .resource(() -> task.map(EcsTask::attributes).orElseGet(Attributes::empty));
        tracing.forEach(settings -> settings.accept(builder));
        try {
            return Optional.of(builder.start());
        } catch (TracingConfigurationException wrong) {
            // Of a blank service is said already.
            wrong.faults().stream()
                    .filter(fault -> !fault.startsWith("service "))
                    .forEach(faults::add);
            return Optional.empty();
        }
    }

    private Optional<MeterOutlet> outlet() {
        if (service.isBlank() || environment.isBlank()) {
            return Optional.empty(); // There are no tags without.
        }
        try {
            return Optional.of(metrics.open(List.of(Tag.of("service", service), Tag.of("environment", environment))));
        } catch (CloudWatchConfigurationException wrong) {
            faults.addAll(wrong.faults());
        } catch (EmfConfigurationException wrong) {
            faults.addAll(wrong.faults());
        } catch (IllegalArgumentException wrong) {
            faults.add(String.valueOf(wrong.getMessage()));
        }
        return Optional.empty();
    }
}
