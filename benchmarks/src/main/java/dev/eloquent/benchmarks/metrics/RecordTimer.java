package dev.eloquent.benchmarks.metrics;

import dev.eloquent.metrics.cloudwatch.CloudWatchRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What does it cost to record the duration of one request, on one thread, by a timer that everybody shares? */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by @Setup
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordTimer {
    private static final String NAME = "http.server.requests";

    /** By request; all of them are known before. */
    private static final Attributes ATTRIBUTES =
            Attributes.of(AttributeKey.stringKey("method"), "GET", AttributeKey.stringKey("uri"), "/orders/{id}");

    private Micrometer micrometer;
    /** Of which the timers are. */
    CloudWatchRegistry ours;

    OpenTelemetryMetrics openTelemetry;

    /** Ours: distributions, of which CloudWatch has all percentiles. */
    Timer eloquent;
    /** Without percentiles. */
    Timer plain;
    /** With p50, p95 and p99 of each task. */
    Timer three;

    DoubleHistogram explicit;
    DoubleHistogram exponential;

    /** Makes all of them; nothing is published meanwhile. */
    @Setup
    public void make() {
        ours = Ours.registry(Settings.HOUR);
        eloquent = ours.timer(NAME, "method", "GET", "uri", "/orders/{id}");
        micrometer = Micrometer.silent();
        plain = micrometer.timer(NAME, "method", "GET", "uri", "/orders/{id}");
        three = Timer.builder(NAME + ".percentiles")
                .tags("method", "GET", "uri", "/orders/{id}")
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(micrometer);
        openTelemetry = new OpenTelemetryMetrics();
        explicit = openTelemetry.histogram(NAME);
        exponential = openTelemetry.histogram(OpenTelemetryMetrics.EXPONENTIAL);
    }

    /** Ends their threads. */
    @TearDown
    public void close() {
        ours.close(Duration.ZERO);
        micrometer.close();
        openTelemetry.close();
    }

    @Benchmark
    public void eloquentDistribution(Durations durations) {
        eloquent.record(durations.next(), TimeUnit.NANOSECONDS);
    }

    @Benchmark
    public void micrometerPlain(Durations durations) {
        plain.record(durations.next(), TimeUnit.NANOSECONDS);
    }

    @Benchmark
    public void micrometerThree(Durations durations) {
        three.record(durations.next(), TimeUnit.NANOSECONDS);
    }

    @Benchmark
    public void openTelemetryExplicit(Durations durations) {
        explicit.record(durations.next() / 1e6, ATTRIBUTES);
    }

    @Benchmark
    public void openTelemetryExponential(Durations durations) {
        exponential.record(durations.next() / 1e6, ATTRIBUTES);
    }
}
