package dev.eloquent.benchmarks.metrics;

import dev.eloquent.metrics.cloudwatch.CloudWatchRegistry;
import dev.eloquent.tracing.TraceDestination;
import dev.eloquent.tracing.Tracing;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.net.URI;
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

/**
 * What does it cost that a request is timed and has a span, on one thread? Spans go to a receiver on loopback that answers
 * at once; there are more of them than either library sends, and both drop what does not fit.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by @Setup
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TimedRequest {
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

    /** Where spans go. */
    Receiver receiver;

    private CloudWatchRegistry ours;
    private Micrometer micrometer;
    private Tracing sampledByUs;
    private Tracing unsampledByUs;
    private SdkTracerProvider sampledByOthers;
    private SdkTracerProvider unsampledByOthers;
    private Library eloquent;
    private Library eloquentWithout;
    private Library others;
    private Library othersWithout;

    private record Library(Timer timer, Tracer tracer) {
        @SuppressWarnings("try") // It is current, and nobody asks it.
        void request() {
            long began = System.nanoTime();
            Span span = tracer.spanBuilder("GET /orders/{id}")
                    .setSpanKind(SpanKind.SERVER)
                    .setAttribute(METHOD, "GET")
                    .setAttribute(ROUTE, "/orders/{id}")
                    .startSpan();
            try (io.opentelemetry.context.Scope ignored = span.makeCurrent()) {
                span.setAttribute(STATUS, 200L);
            } finally {
                span.end();
                timer.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            }
        }
    }

    /** Makes all of them. */
    @Setup
    public void make() throws IOException {
        receiver = new Receiver();
        ours = Ours.registry(Settings.HOUR);
        micrometer = Micrometer.silent();
        Timer timer = ours.timer("http.server.requests", "method", "GET", "uri", "/orders/{id}");
        Timer plain = micrometer.timer("http.server.requests", "method", "GET", "uri", "/orders/{id}");
        sampledByUs = tracing(receiver.uri(), 1);
        unsampledByUs = tracing(receiver.uri(), 0);
        sampledByOthers = provider(receiver.uri(), 1);
        unsampledByOthers = provider(receiver.uri(), 0);
        eloquent = new Library(timer, sampledByUs.openTelemetry().getTracer("benchmarks"));
        eloquentWithout = new Library(timer, unsampledByUs.openTelemetry().getTracer("benchmarks"));
        others = new Library(plain, sampledByOthers.get("benchmarks"));
        othersWithout = new Library(plain, unsampledByOthers.get("benchmarks"));
    }

    private static Tracing tracing(URI receiver, double ratio) {
        return Tracing.of("benchmarks", "1", "test")
                .to(TraceDestination.collector(receiver))
                .ratio(ratio)
                .start();
    }

    private static SdkTracerProvider provider(URI receiver, double ratio) {
        return SdkTracerProvider.builder()
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(receiver + "/v1/traces")
                                .build())
                        .build())
                .build();
    }

    /** Ends all of them; what is waiting is sent. */
    @TearDown
    public void close() throws InterruptedException {
        sampledByUs.close(Duration.ofSeconds(5));
        unsampledByUs.close(Duration.ofSeconds(5));
        sampledByOthers.close();
        unsampledByOthers.close();
        ours.close(Duration.ZERO);
        micrometer.close();
        receiver.close();
    }

    @Benchmark
    public void eloquentSampled() {
        eloquent.request();
    }

    @Benchmark
    public void eloquentUnsampled() {
        eloquentWithout.request();
    }

    /** With Micrometer's timer without percentiles. */
    @Benchmark
    public void openTelemetrySampled() {
        others.request();
    }

    /** With Micrometer's timer without percentiles. */
    @Benchmark
    public void openTelemetryUnsampled() {
        othersWithout.request();
    }
}
