package dev.eloquent.metrics;

import dev.eloquent.metrics.cloudwatch.FlushReport;
import dev.eloquent.metrics.cloudwatch.MonthlyCost;
import dev.eloquent.tracing.DeliveryReport;
import dev.eloquent.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Metrics and traces of a service. Where they go is said by the environment:
 *
 * <pre>{@code
 * Telemetry telemetry = Telemetry.start("shop", "1.4.2");
 * telemetry.bind(new JvmMemoryMetrics());
 * Timer checkout = telemetry.meters().timer("checkout");
 * Tracer tracer = telemetry.openTelemetry().getTracer("shop");
 * shutdown.flush(telemetry::flush);
 * }</pre>
 *
 * <p>or in the program:
 *
 * <pre>{@code
 * Telemetry telemetry = Telemetry.of("shop", "1.4.2", "production")
 *         .metrics(MetricsDestination.cloudWatch("shop"))
 *         .traces(TraceDestination.xRay("eu-central-1"))
 *         .start();
 * }</pre>
 *
 * <p>All meters have the tags {@code service} and {@code environment}; all spans the resource of the service and, once it
 * is known, that of its ECS task. On ECS there are {@code ecs.task.cpu.utilization}, {@code ecs.task.memory.utilization}
 * (percent of the task's limits) and {@code ecs.task.memory.used} (bytes). Nothing waits for the network at the start, and
 * nothing is registered globally.
 *
 * <p>Safe for use by several threads.
 */
public final class Telemetry implements AutoCloseable {
    /** How long {@link #close()} may take: 5 s. */
    public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration LONGEST = Duration.ofDays(1);

    private final MeterOutlet metrics;
    private final Tracing tracing;
    private final Optional<EcsTask> task;
    private final List<MeterBinder> binders = new CopyOnWriteArrayList<>();
    private final ReentrantLock ending = new ReentrantLock();
    private final EndLog log = new EndLog();
    private Optional<TelemetryReport> end = Optional.empty();

    Telemetry(MeterOutlet metrics, Tracing tracing, Optional<EcsTask> task) {
        this.metrics = metrics;
        this.tracing = tracing;
        this.task = task;
    }

    /**
     * Of this service. Metrics stay in memory and traces go nowhere unless you say where.
     *
     * @param service its name: the tag {@code service}, and {@code service.name}
     * @param version {@code service.version}; no tag, or each release would begin new series
     * @param environment such as {@code production}: the tag {@code environment}, and {@code deployment.environment.name}
     */
    public static TelemetryBuilder of(String service, String version, String environment) {
        return new TelemetryBuilder(service, version, environment);
    }

    /** Of this service, as the variables of this process have it: see {@link #of(String, String, Map)}. */
    public static TelemetryBuilder of(String service, String version) {
        return of(service, version, System.getenv());
    }

    /**
     * Of this service, as these variables have it. {@code TELEMETRY} says where metrics and traces go:
     *
     * <ul>
     *   <li>{@code cloudwatch}: metrics by PutMetricData under the service's name as namespace, traces to X-Ray;
     *   <li>{@code emf}: metrics as lines on standard output, traces nowhere;
     *   <li>{@code otlp}: metrics in memory, traces to the collector;
     *   <li>{@code none}, or not set: metrics in memory, traces nowhere.
     * </ul>
     *
     * <p>{@code TELEMETRY_TRACES} is {@code xray}, {@code otlp} or {@code none} for other traces than that; {@code
     * TELEMETRY_TRACES_RATIO} which part of them is recorded, from 0 to 1. {@code ENVIRONMENT} must be set unless telemetry
     * is off; {@code AWS_REGION} where something goes to AWS; {@code OTEL_EXPORTER_OTLP_ENDPOINT} where traces go to a
     * collector. {@code AWS_ENDPOINT_URL_CLOUDWATCH}, {@code AWS_ENDPOINT_URL_XRAY} and, for both, {@code AWS_ENDPOINT_URL}
     * may name other addresses. Nothing is found out by trying.
     */
    public static TelemetryBuilder of(String service, String version, Map<String, String> variables) {
        return new Variables(Map.copyOf(variables)).telemetry(service, version);
    }

    /**
     * Starts telemetry as the variables of this process have it: see {@link #of(String, String, Map)}.
     *
     * @throws TelemetryConfigurationException naming all that is wrong
     */
    public static Telemetry start(String service, String version) {
        return of(service, version).start();
    }

    /**
     * Starts telemetry as these variables have it: see {@link #of(String, String, Map)}.
     *
     * @throws TelemetryConfigurationException naming all that is wrong
     */
    public static Telemetry start(String service, String version, Map<String, String> variables) {
        return of(service, version, variables).start();
    }

    /** Micrometer's own registry, always the same. */
    public MeterRegistry meters() {
        return metrics.registry();
    }

    /** The plain OpenTelemetry, always the same. It propagates {@code traceparent} and {@code X-Amzn-Trace-Id}. */
    public OpenTelemetry openTelemetry() {
        return tracing.openTelemetry();
    }

    /** Binds meters, such as Micrometer's of the JVM. A binder that can be closed is closed in the end. */
    public Telemetry bind(MeterBinder... more) {
        for (MeterBinder binder : more) {
            binders.add(binder); // held, because a gauge holds what it reads by a weak reference
            binder.bindTo(meters());
        }
        return this;
    }

    /**
     * What the meters that there are now cost in a month, where they go to CloudWatch.
     *
     * @param tasks how many publish them; 1 or more
     */
    public Optional<MonthlyCost> monthlyCost(int tasks) {
        return metrics.monthlyCost(tasks);
    }

    /**
     * Sends what was recorded until now, the step of the metrics that has not ended yet as well. Blocks until that is
     * settled, at most so long; what is waiting then is tried on. What was lost is logged too, since {@code
     * shutdown.flush(telemetry::flush)} leaves the report to nobody; a log that hangs holds nobody either.
     *
     * @param deadline 0 or more; a day at most
     */
    public TelemetryReport flush(Duration deadline) {
        EndTime time = EndTime.in(checked(deadline));
        TelemetryReport report = together(time, false);
        if (tell(report, "not all telemetry could be flushed")) {
            log.await(time.nanosToLog());
        }
        return report;
    }

    /**
     * Sends what was recorded until now, and ends. Blocks until that is settled, at most so long, whatever the receivers do;
     * metrics and spans have the whole time each. What is not settled then is given up: dropped, or uncertain if it was on
     * its way. A loss is logged too, and a log that hangs holds nobody. Binders are closed in what is left of the time; one
     * that takes longer is left to itself. The second time it does nothing and tells the same; while another thread closes,
     * it waits for that no longer than its own deadline, and tells then what is not settled as uncertain.
     *
     * @param deadline 0 or more; a day at most
     */
    public TelemetryReport close(Duration deadline) {
        Duration most = checked(deadline);
        long began = System.nanoTime();
        EndTime time = EndTime.in(most);
        UnfinishedTraces spans = new UnfinishedTraces(tracing);
        if (!locked(most)) {
            String why = "another thread closes it, and is not done in time";
            return new TelemetryReport(
                    metrics.unfinished(true, why),
                    spans.report(true, why),
                    Duration.ofNanos(System.nanoTime() - began));
        }
        try {
            if (end.isEmpty()) {
                TelemetryReport report = together(time, true);
                task.ifPresent(EcsTask::close);
                closeBinders(time);
                end = Optional.of(report);
                tell(report, "not all telemetry has arrived for certain at the end");
                log.await(time.nanosToLog());
            }
            return end.orElseThrow();
        } finally {
            ending.unlock();
        }
    }

    /** As {@link #close(Duration)}, with {@link #DEFAULT_CLOSE_TIMEOUT}. */
    @Override
    public void close() {
        close(DEFAULT_CLOSE_TIMEOUT);
    }

    private boolean locked(Duration most) {
        try {
            return ending.tryLock(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException whoWaitsHasToGo) {
            Thread.currentThread().interrupt();
            return ending.tryLock();
        }
    }

    /** Code of the user's, after all was sent that it may record until then. */
    private void closeBinders(EndTime time) {
        if (binders.isEmpty()) {
            return;
        }
        EndPart<String> closing = EndPart.begin("binders", time, log, deadline -> {
            binders.forEach(this::close);
            return "";
        });
        String late = closing.await(time.nanosToClose(), why -> why);
        if (!late.isEmpty()) {
            log.warn("the binders of meters are closed without waiting any longer: {}", late);
        }
    }

    private TelemetryReport together(EndTime time, boolean last) {
        long began = System.nanoTime();
        UnfinishedTraces unfinished = new UnfinishedTraces(tracing);
        EndPart<FlushReport> ofMetrics = EndPart.begin("metrics", time, log, last ? metrics::close : metrics::flush);
        EndPart<DeliveryReport> ofTraces = EndPart.begin("traces", time, log, last ? tracing::close : tracing::flush);
        FlushReport data = ofMetrics.await(time.nanosToAnswer(), why -> metrics.unfinished(last, why));
        DeliveryReport spans = ofTraces.await(time.nanosToAnswer(), why -> unfinished.report(last, why));
        return new TelemetryReport(data, spans, Duration.ofNanos(System.nanoTime() - began));
    }

    private void close(MeterBinder binder) {
        if (binder instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Throwable fault) {
                // An Error too, such as a class that is missing: it costs none of the others.
                log.warn("a binder of meters could not be closed", fault);
            }
        }
    }

    /** Whether there was something to tell. */
    private boolean tell(TelemetryReport report, String what) {
        if (report.complete()) {
            return false;
        }
        log.warn("{}: {}", what, report);
        return true;
    }

    private static Duration checked(Duration deadline) {
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("deadline must not be negative, was " + deadline);
        }
        return deadline.compareTo(LONGEST) > 0 ? LONGEST : deadline;
    }
}
