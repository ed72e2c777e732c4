package dev.eloquent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.tracing.TraceDestination;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The door: one name, tags and resource for metrics and spans, and all faults of the settings at once. */
final class TelemetryTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void allMetersHaveTheTagsOfTheServiceThoseOfTheRegistryToo() {
        try (Receivers to = new Receivers();
                Telemetry telemetry = to.telemetry().start()) {
            telemetry.meters().counter("orders", "kind", "new").increment();
            telemetry
                    .openTelemetry()
                    .getTracer("t")
                    .spanBuilder("s")
                    .startSpan()
                    .end();
            assertThat(telemetry.flush(LONG).complete()).isTrue();
            telemetry.flush(LONG);
            assertThat(to.dimensions())
                    .allSatisfy(dimensions -> assertThat(dimensions)
                            .containsEntry("service", "shop")
                            .containsEntry("environment", "test"));
            assertThat(to.cloudWatch.data())
                    .extracting(datum -> datum.name())
                    .contains(
                            "orders",
                            "eloquent.heartbeat",
                            "eloquent.metrics.published",
                            "eloquent.metrics.latency",
                            "eloquent.metrics.queue",
                            "eloquent.traces.sent",
                            "eloquent.traces.waiting");
            assertThat(to.sum("eloquent.traces.sent")).isEqualTo(1);
            assertThat(telemetry.monthlyCost(2).orElseThrow().metrics()).isGreaterThan(10);
        }
    }

    @Test
    void spansHaveTheResourceOfTheService() {
        try (Receivers to = new Receivers()) {
            Telemetry telemetry = to.telemetry().start();
            telemetry
                    .openTelemetry()
                    .getTracer("t")
                    .spanBuilder("s")
                    .startSpan()
                    .end();
            TelemetryReport report = telemetry.close(LONG);
            assertThat(report.traces().sent()).isEqualTo(1);
            assertThat(to.xRay.spans())
                    .singleElement()
                    .satisfies(span -> assertThat(span.resource())
                            .containsEntry("service.name", "shop")
                            .containsEntry("service.version", "1.4.2")
                            .containsEntry("deployment.environment.name", "test")
                            .doesNotContainKey("cloud.provider"));
        }
    }

    @Test
    void aBinderIsClosedInTheEndAndBeforeThatMayStillRecord() {
        AtomicInteger closed = new AtomicInteger();
        Telemetry telemetry = Telemetry.of("shop", "1", "test").start();
        telemetry.bind(new Closeable(closed), registry -> registry.gauge("bound", 3));
        assertThat(telemetry
                        .meters()
                        .get("bound")
                        .tag("service", "shop")
                        .gauge()
                        .value())
                .isEqualTo(3);
        telemetry.close();
        telemetry.close();
        assertThat(closed).hasValue(1);
    }

    private record Closeable(AtomicInteger closed) implements MeterBinder, AutoCloseable {
        @Override
        public void bindTo(MeterRegistry registry) {
            // It has no meters.
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    void inMemoryMetersAreReadByTheProgramAndNothingIsLost() {
        try (Telemetry telemetry = Telemetry.of("shop", "1", "test").start()) {
            telemetry.meters().counter("orders").increment();
            assertThat(telemetry.meters().get("orders").counter().count()).isEqualTo(1);
            assertThat(telemetry.monthlyCost(1)).isEmpty();
            assertThat(telemetry.flush(Duration.ZERO).complete()).isTrue();
        }
    }

    @Test
    void nowhereMetersKeepNothing() {
        try (Telemetry telemetry = Telemetry.of("shop", "1", "test")
                .metrics(MetricsDestination.none())
                .start()) {
            telemetry.meters().counter("orders").increment();
            assertThat(telemetry.meters().get("orders").counter().count()).isZero();
        }
    }

    @Test
    void aRegistryOfTheUsersHasTheTagsAndIsClosed() {
        SimpleMeterRegistry own = new SimpleMeterRegistry();
        Telemetry telemetry = Telemetry.of("shop", "1", "test")
                .metrics(MetricsDestination.registry(own))
                .start();
        assertThat(telemetry.meters()).isSameAs(own);
        own.counter("orders").increment();
        assertThat(own.get("orders")
                        .tags("service", "shop", "environment", "test")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(telemetry.close(LONG).metrics().why())
                .containsExactly("this registry does not tell what became of its data");
        assertThat(own.isClosed()).isTrue();
    }

    @Test
    void aRegistryThatDoesNotEndHoldsNobody() {
        CountDownLatch released = new CountDownLatch(1);
        MeterRegistry stuck = stuck(released);
        Telemetry telemetry = Telemetry.of("shop", "1", "test")
                .metrics(MetricsDestination.registry(stuck))
                .start();
        stuck.counter("orders").increment();
        TelemetryReport report = telemetry.close(Duration.ofMillis(50));
        released.countDown();
        assertThat(report.complete()).isFalse();
        assertThat(report.metrics().uncertain()).isEqualTo(1);
        assertThat(report.metrics().why()).containsExactly("it did not end in time");
    }

    /** Its close ends when the test says so. */
    private static MeterRegistry stuck(CountDownLatch released) {
        return new SimpleMeterRegistry() {
            @Override
            public void close() {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    @Test
    void anInterruptedEndTellsWhatIsKnownAndKeepsTheInterrupt() {
        try (Receivers to = new Receivers()) {
            Telemetry telemetry = to.telemetry().start();
            telemetry
                    .openTelemetry()
                    .getTracer("t")
                    .spanBuilder("s")
                    .startSpan()
                    .end();
            Thread.currentThread().interrupt();
            TelemetryReport report = telemetry.flush(LONG);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(report.metrics().why()).containsExactly("who waited for it was interrupted");
            assertThat(report.complete()).isFalse();
            assertThat(telemetry.close(LONG).traces().waiting()).isZero();
        }
    }

    @Test
    void theShutdownFlushesIt() {
        try (Receivers to = new Receivers()) {
            Telemetry telemetry = to.telemetry().start();
            Shutdown shutdown = Shutdown.onSignal();
            shutdown.flush(telemetry::flush);
            telemetry.meters().counter("orders").increment();
            shutdown.run("test");
            assertThat(to.sum("orders")).isEqualTo(1);
        }
    }

    @Test
    void allThatIsWrongIsSaidAtOnceAndNothingRuns() {
        SimpleMeterRegistry used = new SimpleMeterRegistry();
        used.counter("early");
        assertThatThrownBy(() -> Telemetry.of("shop", " ", "test")
                        .metrics(MetricsDestination.registry(used))
                        .traces(TraceDestination.collector(URI.create("ftp://x")))
                        .tracing(settings -> settings.ratio(2))
                        .start())
                .isInstanceOfSatisfying(
                        TelemetryConfigurationException.class,
                        wrong -> assertThat(wrong.faults())
                                .containsExactly(
                                        "version must not be blank",
                                        "ratio must be from 0 to 1, was 2.0",
                                        "address must be http:// or https:// and a host, was 'ftp://x'",
                                        "registry must have no meters yet, had 1: bind them with Telemetry.bind, so that"
                                                + " they have common tags"));
        assertThatThrownBy(() -> Telemetry.of("", "1", "test").start())
                .hasMessage("telemetry not started: service must not be blank");
    }

    @Test
    void wrongTracesLeaveNoMetricsBehind() throws InterruptedException {
        try (Receivers to = new Receivers()) {
            assertThatThrownBy(() -> to.telemetry()
                            .tracing(settings -> settings.batch(0))
                            .start())
                    .isInstanceOf(TelemetryConfigurationException.class);
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().equals("eloquent-metrics-send")) {
                    thread.join(LONG.toMillis());
                    assertThat(thread.isAlive()).isFalse();
                }
            }
        }
    }

    @Test
    void aNamespaceThatCloudWatchWouldRefuseIsRefusedHere() {
        assertThatThrownBy(() -> Telemetry.of("shop", "1", "test")
                        .metrics(MetricsDestination.cloudWatch("AWS/Shop"))
                        .start())
                .hasMessage("telemetry not started: namespace must be 1 to 255 of A-Za-z0-9.-_/#: and spaces, and begin"
                        + " neither with AWS/ nor with a colon, was 'AWS/Shop'");
    }

    @Test
    void theReportIsReadable() {
        try (Telemetry telemetry = Telemetry.start("shop", "1", Map.of())) {
            assertThat(telemetry.flush(LONG).toString())
                    .startsWith("metrics: 0 sent, 0 dropped, 0 uncertain, 0 waiting;"
                            + " traces: 0 sent, 0 dropped, 0 uncertain, 0 waiting; took ");
        }
    }

    @Test
    void aRegistryOfTheUsersIsNeverToldAsComplete() {
        Telemetry telemetry = Telemetry.of("shop", "1", "test")
                .metrics(MetricsDestination.registry(new SimpleMeterRegistry()))
                .start();
        telemetry.meters().counter("orders").increment();
        TelemetryReport flushed = telemetry.flush(LONG);
        assertThat(flushed.metrics().waiting()).isEqualTo(1);
        assertThat(flushed.complete()).isFalse();
        TelemetryReport closed = telemetry.close(LONG);
        assertThat(closed.metrics().uncertain()).isEqualTo(1);
        assertThat(closed.complete()).isFalse();
    }

    /** A binder whose close ends when the test says so. */
    private record Stuck(CountDownLatch closing, CountDownLatch released) implements MeterBinder, AutoCloseable {
        @Override
        public void bindTo(MeterRegistry registry) {
            // It has no meters.
        }

        @Override
        public void close() {
            closing.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aBinderThatDoesNotCloseHoldsNobody() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        Telemetry telemetry = Telemetry.of("shop", "1", "test").start();
        telemetry.bind(new Stuck(new CountDownLatch(1), released));
        CompletableFuture<TelemetryReport> closed =
                CompletableFuture.supplyAsync(() -> telemetry.close(Duration.ofMillis(50)));
        assertThat(closed.get(LONG.toSeconds(), TimeUnit.SECONDS).complete()).isTrue();
        released.countDown();
    }

    /** The binder has what the registry has left of the one end, a tenth of a second after the deadline. */
    @Test
    void aRegistryAndABinderThatHangHaveOneEndTogether() {
        // A machine that is busy with other builds may wake it later, but not each time.
        assertThat(IntStream.range(0, 20).anyMatch(round -> closeOfTwoThatHang().toMillis() < 150))
                .isTrue();
    }

    private static Duration closeOfTwoThatHang() {
        CountDownLatch released = new CountDownLatch(1);
        Telemetry telemetry = Telemetry.of("shop", "1", "test")
                .metrics(MetricsDestination.registry(stuck(released)))
                .start();
        telemetry.bind(new Stuck(new CountDownLatch(1), released));
        long began = System.nanoTime();
        telemetry.close(Duration.ofMillis(50));
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        released.countDown();
        assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        return took;
    }

    @Test
    void aSecondCloseWaitsForTheFirstNoLongerThanItsOwnDeadline() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Telemetry telemetry = Telemetry.of("shop", "1", "test").start();
        telemetry.bind(new Stuck(closing, released));
        // Threads of their own: the common pool of two processors has one, and from JDK 25 on no more.
        Executor threads = task -> new Thread(task).start();
        CompletableFuture<TelemetryReport> first = CompletableFuture.supplyAsync(() -> telemetry.close(LONG), threads);
        closing.await();
        CompletableFuture<TelemetryReport> second =
                CompletableFuture.supplyAsync(() -> telemetry.close(Duration.ofMillis(100)), threads);
        assertThat(second.get(LONG.toSeconds() / 2, TimeUnit.SECONDS).metrics().why())
                .containsExactly("another thread closes it, and is not done in time");
        assertThat(first).isNotDone();
        released.countDown();
        assertThat(first.get(LONG.toSeconds(), TimeUnit.SECONDS).complete()).isTrue();
        assertThat(telemetry.close(Duration.ZERO)).isSameAs(first.get());
    }
}
