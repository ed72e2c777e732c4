package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.metrics.step.Batch;
import dev.eloquent.metrics.step.PutOutcome;
import dev.eloquent.metrics.step.RecordedCalls;
import dev.eloquent.metrics.step.Sink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end, and what it tells. */
final class RegistryCloseTest {
    private final TickedRegistries registries = new TickedRegistries();
    private final RecordedCalls calls = registries.calls();

    @Test
    void theLastStepIsPublishedAtCloseOnce() {
        CloudWatchRegistry registry = registries.builder().build();
        registry.start(TickedRegistries::daemon);
        registry.counter("orders").increment(7);
        FlushReport first = registry.close(Duration.ofSeconds(5));
        assertThat(first.complete()).as(first.toString()).isTrue();
        assertThat(first.sent()).isEqualTo(3);
        assertThat(registry.close(Duration.ofSeconds(5))).isEqualTo(first);
        assertThat(calls.data("orders")).hasSize(1);
        assertThat(calls.data("orders").get(0).values()).containsExactly(7);
    }

    @Test
    void aSecondCloseKeepsItsOwnDeadline() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch aborted = new CountDownLatch(1);
        Sink hangs = new Sink() {
            @Override
            public PutOutcome put(Batch batch) {
                called.countDown();
                try {
                    aborted.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return new PutOutcome.Accepted();
            }

            @Override
            public void abort() {
                aborted.countDown();
            }

            @Override
            public void close() {}
        };
        CloudWatchRegistry registry = registries.builder().sink(hangs).build();
        registry.start(TickedRegistries::daemon);
        registry.counter("orders").increment();
        CompletableFuture<FlushReport> first =
                CompletableFuture.supplyAsync(() -> registry.close(Duration.ofSeconds(50)));
        try {
            assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
            FlushReport second = registry.close(Duration.ofMillis(100));
            assertThat(first).isNotDone();
            assertThat(second.waiting()).isEqualTo(3);
            assertThat(second.complete()).isFalse();
            assertThat(second.why()).containsExactly("another close is still under way");
        } finally {
            aborted.countDown();
        }
        assertThat(first.join().sent()).isEqualTo(3);
    }

    @Test
    void aDeadlineOfAnyLengthIsTaken() {
        CloudWatchRegistry registry = registries.builder().build();
        registry.start(TickedRegistries::daemon);
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        assertThat(registry.flush(forEver).complete()).isTrue();
        assertThat(registry.close(forEver).complete()).isTrue();
    }

    @Test
    void aCloseWithoutTimeTellsAllThatIsLost() {
        CloudWatchRegistry registry = registries.builder().build();
        registry.start(TickedRegistries::daemon);
        for (int i = 0; i < 500; i++) {
            registry.counter("orders", "kind", "k" + i).increment();
        }
        FlushReport report = registry.close(Duration.ZERO);
        assertThat(report.sent() + report.dropped() + report.uncertain()).isEqualTo(502);
    }
}
