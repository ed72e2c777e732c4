package dev.eloquent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.Fault;
import dev.eloquent.local.otlp.ReceivedSpan;
import dev.eloquent.metrics.cloudwatch.CloudWatchRegistry;
import dev.eloquent.tracing.DeliveryReport;
import dev.eloquent.tracing.Punctuality;
import dev.eloquent.tracing.SpanLoss;
import dev.eloquent.tracing.TraceDestination;
import dev.eloquent.tracing.Tracing;
import io.micrometer.cloudwatch2.CloudWatchConfig;
import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClientBuilder;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;

/** The end of a service, counted at the receivers; beside what others make of the same. */
final class TelemetryEndTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    /** As often as the AWS SDK tries a call by itself, at least. */
    private static final int CALLS_OF_THE_SDK = 4;

    private static final Duration SHORT = Duration.ofMillis(500);

    private final Receivers to = new Receivers();

    @AfterEach
    void close() {
        to.close();
    }

    /** Records orders and spans on four threads until it is told to stop. */
    private static final class Load {
        private final Counter orders;
        private final Tracer tracer;
        private final AtomicLong counted = new AtomicLong();
        private final AtomicLong ended = new AtomicLong();
        private final List<Thread> threads;
        private volatile boolean stopped;

        Load(Telemetry telemetry) {
            orders = telemetry.meters().counter("orders");
            tracer = telemetry.openTelemetry().getTracer("load");
            threads = Stream.generate(() -> new Thread(this::run)).limit(4).toList();
            threads.forEach(Thread::start);
        }

        private void run() {
            while (!stopped) {
                orders.increment();
                counted.incrementAndGet();
                tracer.spanBuilder("order").startSpan().end();
                ended.incrementAndGet();
                LockSupport.parkNanos(100_000);
            }
        }

        void stop() throws InterruptedException {
            stopped = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    @Test
    void tenShutdownsUnderLoadLoseNothingThatWasRecordedBefore() throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            try (Receivers own = new Receivers()) {
                Telemetry telemetry = own.telemetry().start();
                Load load = new Load(telemetry);
                Awaitility.await()
                        .atMost(LONG)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> load.ended.get() > 1_000);
                long orders = load.counted.get();
                long spans = load.ended.get();
                TelemetryReport report = telemetry.close(LONG);
                load.stop();
                assertThat(report.metrics().complete()).as(report.toString()).isTrue();
                assertThat(report.traces().losses())
                        .extracting(SpanLoss::why)
                        .allMatch(why -> why.equals("they ended after the close"));
                // What is recorded while it closes may come or not. Four were between the count and their own note of
                // it.
                assertThat(own.sum("orders")).isBetween((double) orders, load.counted.get() + 4.0);
                assertThat(own.xRay.spans())
                        .extracting(ReceivedSpan::spanId)
                        .doesNotHaveDuplicates()
                        .hasSizeBetween((int) spans, (int) load.ended.get() + 4);
                assertThat(own.once()).isTrue();
                assertThat(report.metrics().sent())
                        .isEqualTo(own.cloudWatch.data().size());
            }
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(Fault.silence(), Fault.status(503), Fault.reset());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aCloudWatchThatFailsEndsInTimeIsToldAndCostsNoSpan(Fault fault) throws Exception {
        endsInTime(own -> own.cloudWatch.faults().always(fault), (own, report) -> {
            assertThat(report.metrics().sent()).isZero();
            assertThat(report.metrics().why()).isNotEmpty();
            if (fault instanceof Fault.Status) {
                assertThat(report.metrics().dropped()).isPositive();
            } else {
                assertThat(report.metrics().uncertain()).isPositive();
            }
            assertThat(report.traces()).hasToString("5 sent, 0 dropped, 0 uncertain, 0 waiting");
            assertThat(own.xRay.spans()).hasSize(5);
        });
    }

    @ParameterizedTest
    @MethodSource("faults")
    void anXRayThatFailsEndsInTimeIsToldAndCostsNoMetric(Fault fault) throws Exception {
        endsInTime(own -> own.xRay.faults().always(fault), (own, report) -> {
            assertThat(report.traces().sent()).isZero();
            assertThat(report.traces().losses()).isNotEmpty();
            if (fault instanceof Fault.Status) {
                assertThat(report.traces().dropped()).isEqualTo(5);
            } else {
                assertThat(report.traces().uncertain()).isEqualTo(5);
            }
            assertThat(report.metrics().complete()).isTrue();
            assertThat(own.sum("orders")).isEqualTo(1);
        });
    }

    /** Neither waits for the other. */
    @ParameterizedTest
    @MethodSource("faults")
    void whereBothFailTheEndIsAtTheOneDeadline(Fault fault) throws Exception {
        endsInTime(
                own -> {
                    own.cloudWatch.faults().always(fault);
                    own.xRay.faults().always(fault);
                },
                (own, report) -> {
                    assertThat(report.metrics().sent()).isZero();
                    assertThat(report.traces().sent()).isZero();
                    if (!(fault instanceof Fault.Status)) {
                        assertThat(report.metrics().uncertain()).isPositive();
                        assertThat(report.traces().uncertain()).isEqualTo(5);
                    }
                });
    }

    private static void endsInTime(Consumer<Receivers> fault, BiConsumer<Receivers, TelemetryReport> checks)
            throws Exception {
        Punctuality.endsBy(SHORT, () -> {
            try (Receivers own = new Receivers()) {
                Telemetry telemetry = own.telemetry().start();
                assertThat(telemetry.flush(LONG).complete()).isTrue(); // What the JVM does once is no part of the end.
                fault.accept(own);
                record(telemetry);
                long began = System.nanoTime();
                TelemetryReport report = telemetry.close(SHORT);
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                assertThat(telemetry.close(LONG)).isSameAs(report);
                assertThat(report.complete()).isFalse();
                assertThat(report.metrics().waiting()).isZero();
                assertThat(report.traces().waiting()).isZero();
                checks.accept(own, report);
                return took;
            }
        });
    }

    private static void record(Telemetry telemetry) {
        telemetry.meters().counter("orders").increment();
        spans(telemetry.openTelemetry().getTracer("t"));
    }

    private static void spans(Tracer tracer) {
        for (int i = 0; i < 5; i++) {
            tracer.spanBuilder("s").startSpan().end();
        }
    }

    /** Control: one after the other, a CloudWatch that hangs has the time of both, and the spans are lost. */
    @Test
    void control_oneAfterTheOtherSpansAreLostToMetricsThatHang() throws InterruptedException {
        CloudWatchRegistry metrics =
                CloudWatchRegistry.of(config()).client(to::client).start();
        Tracing tracing = Tracing.of("shop", "1", "test")
                .to(TraceDestination.collector(to.xRay.endpoint()))
                .delay(Duration.ofMinutes(1))
                .start();
        to.cloudWatch.faults().always(Fault.silence());
        spans(tracing.openTelemetry().getTracer("t"));
        long end = System.nanoTime() + SHORT.toNanos();
        metrics.close(SHORT);
        DeliveryReport report = tracing.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        assertThat(report.dropped()).isEqualTo(5);
    }

    /** Control: Micrometer's own registry is held by a CloudWatch that hangs, and knows of no deadline. */
    @Test
    void control_micrometersOwnRegistryIsHeldForLonger() throws InterruptedException {
        CloudWatchMeterRegistry plain = plain();
        to.cloudWatch.faults().always(Fault.silence());
        Thread closing = new Thread(plain::close);
        closing.start();
        closing.join(SHORT.plus(Punctuality.LATE).toMillis());
        assertThat(closing.isAlive()).isTrue();
        to.cloudWatch.close(); // lets it go
        closing.join(LONG.toMillis());
    }

    @Test
    void aShortOutageOfCloudWatchAtTheEndLosesNothing() {
        Telemetry telemetry = to.telemetry().start();
        record(telemetry);
        to.cloudWatch.faults().next(CALLS_OF_THE_SDK, Fault.status(503));
        assertThat(telemetry.close(LONG).complete()).isTrue();
        assertThat(to.sum("orders")).isEqualTo(1);
    }

    /** Control: of the same, Micrometer's own registry loses all, and its close is like any other. */
    @Test
    void control_micrometersOwnRegistryLosesAndSaysNothing() {
        CloudWatchMeterRegistry plain = plain();
        to.cloudWatch.faults().next(CALLS_OF_THE_SDK, Fault.status(503));
        plain.close();
        assertThat(to.cloudWatch.data()).isEmpty();
    }

    /** Control of the control: without the outage all of it arrives. */
    @Test
    void control_micrometersOwnRegistrySendsWhereNothingFails() {
        plain().close();
        assertThat(to.sum("orders.count")).isEqualTo(1);
    }

    /**
     * Control: OpenTelemetry's own processor calls a loss a success.
     *
     * <p>This and the next have a processor each. It completes the answer to a flush before it forgets it, so that a second
     * flush right after the first may be given the first one's success, at a receiver that hangs, too.
     */
    @Test
    void control_openTelemetrysOwnProcessorCallsALossASuccess() {
        to.xRay.faults().always(Fault.status(400));
        try (SdkTracerProvider plain = plainTraces()) {
            spans(plain.get("t"));
            assertThat(plain.forceFlush()
                            .join(LONG.toSeconds(), TimeUnit.SECONDS)
                            .isSuccess())
                    .isTrue();
            assertThat(to.xRay.spans()).isEmpty();
        }
    }

    /** Control: OpenTelemetry's own processor is held by a receiver that hangs. */
    @Test
    void control_openTelemetrysOwnProcessorIsHeldForLonger() {
        to.xRay.faults().always(Fault.silence());
        try (SdkTracerProvider plain = plainTraces()) {
            spans(plain.get("t"));
            assertThat(plain.forceFlush()
                            .join(SHORT.plus(Punctuality.LATE).toMillis(), TimeUnit.MILLISECONDS)
                            .isDone())
                    .isFalse();
            assertThat(to.xRay.spans()).isEmpty();
        }
    }

    private SdkTracerProvider plainTraces() {
        return SdkTracerProvider.builder()
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(to.xRay.endpoint() + "/v1/traces")
                                .setTimeout(Duration.ofSeconds(3))
                                .build())
                        .build())
                .build();
    }

    /** Its step does not end meanwhile. */
    private static CloudWatchConfig config() {
        return Map.of("cloudwatch.namespace", "shop", "cloudwatch.step", "1d")::get;
    }

    /** With one counter, and over the client that the field uses to keep Netty out. */
    private CloudWatchMeterRegistry plain() {
        // Of its own: the common pool of two processors has one thread, and from JDK 25 on no more.
        Executor threads = task -> {
            Thread thread = new Thread(task, "plain");
            thread.setDaemon(true);
            thread.start();
        };
        CloudWatchClientBuilder builder = CloudWatchClient.builder();
        to.client(builder);
        CloudWatchClient calls =
                builder.httpClient(UrlConnectionHttpClient.create()).build();
        CloudWatchMeterRegistry registry =
                new CloudWatchMeterRegistry(config(), Clock.SYSTEM, new CloudWatchAsyncClient() {
                    @Override
                    public CompletableFuture<PutMetricDataResponse> putMetricData(PutMetricDataRequest request) {
                        return CompletableFuture.supplyAsync(() -> calls.putMetricData(request), threads);
                    }

                    @Override
                    public String serviceName() {
                        return "monitoring";
                    }

                    @Override
                    public void close() {
                        calls.close();
                    }
                });
        registry.counter("orders").increment();
        return registry;
    }
}
