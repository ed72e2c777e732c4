package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.metrics.step.RecordedCalls;
import io.micrometer.core.instrument.MockClock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Code of others that does not return, asked for a value. */
final class HangingGaugeTest {
    private final TickedRegistries registries = new TickedRegistries();
    private final RecordedCalls calls = registries.calls();
    private final MockClock clock = registries.clock();

    /** Hangs until it is let go, as long as the test needs it. */
    private static final class Hanging implements AutoCloseable {
        final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        double value() {
            asked.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 1;
        }

        @Override
        public void close() {
            released.countDown();
        }
    }

    @Test
    void aGaugeThatHangsDoesNotKeepTheCloseAndTheRestIsSent() {
        CloudWatchRegistry registry = registries.builder().build();
        registry.start(TickedRegistries::daemon);
        registry.counter("orders").increment(7);
        try (Hanging hanging = new Hanging()) {
            registry.gauge("hangs", hanging, Hanging::value);
            Duration deadline = Duration.ofMillis(600);
            long began = System.nanoTime();
            FlushReport report = registry.close(deadline);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(deadline.plusSeconds(2));
            assertThat(hanging.asked.getCount()).isZero();
            assertThat(calls.data("orders").get(0).values()).containsExactly(7);
            assertThat(report.complete()).isFalse();
            assertThat(report.dropped()).isBetween(1L, 2L);
            assertThat(report.why())
                    .containsExactly(report.dropped()
                            + " dropped: meters that ask other code, such as gauges, did not answer in time");
        }
    }

    @Test
    void aGaugeThatHangsInAStepKeepsNeitherItNorThoseThatFollow() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Duration step = Duration.ofMillis(100);
        CloudWatchRegistry registry = CloudWatchRegistry.of(new Config(step))
                .time(clock, () -> 0.5)
                .sink(calls)
                .build();
        try (Hanging hanging = new Hanging()) {
            registry.gauge("hangs", hanging, Hanging::value);
            registry.counter("orders").increment(7);
            clock.add(step);
            registry.start(TickedRegistries::daemon);
            assertThat(hanging.asked.await(20, TimeUnit.SECONDS)).isTrue();
            registry.counter("orders").increment(3);
            await().atMost(20, TimeUnit.SECONDS).until(() -> {
                clock.add(step);
                return calls.data("eloquent.heartbeat").size() >= 3;
            });
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread ->
                            !before.contains(thread) && thread.getName().startsWith("eloquent-metrics-"))
                    .as("one for the steps, one that sends, one that hangs")
                    .hasSize(3);
            registry.counter("orders").increment(5);
            FlushReport report = registry.close(Duration.ofSeconds(2));
            assertThat(report.why())
                    .containsExactly(report.dropped()
                            + " dropped: meters that ask other code, such as gauges, did not answer in time");
            assertThat(calls.data("orders").stream()
                            .mapToDouble(datum -> datum.values()[0])
                            .sum())
                    .isEqualTo(15);
        }
    }
}
