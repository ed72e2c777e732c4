package dev.eloquent.metrics.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ExecutorMetersTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    private double gauge(String name) {
        return registry.get(name).tag("name", "embedding").gauge().value();
    }

    @Test
    void tellsWhatAThreadPoolDoesAndWhatWaits() throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        CountDownLatch end = new CountDownLatch(1);
        try {
            ExecutorMeters.of("embedding", executor).bindTo(registry);
            for (int i = 0; i < 5; i++) {
                executor.execute(() -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            await().until(() -> gauge("executor.active") == 2);
            assertThat(gauge("executor.queued")).isEqualTo(3);
            assertThat(gauge("executor.pool.size")).isEqualTo(2);
            assertThat(gauge("executor.pool.max")).isEqualTo(2);
            end.countDown();
            await().until(() -> registry.get("executor.completed")
                            .tag("name", "embedding")
                            .functionCounter()
                            .count()
                    == 5);
            assertThat(registry.getMeters()).hasSize(5);
        } finally {
            end.countDown();
            executor.shutdown();
        }
    }

    @Test
    void tellsOfAForkJoinPool() {
        ForkJoinPool executor = new ForkJoinPool(3);
        try {
            ExecutorMeters.of("embedding", executor).bindTo(registry);
            executor.submit(() -> {}).join();
            assertThat(gauge("executor.parallelism")).isEqualTo(3);
            assertThat(registry.getMeters())
                    .extracting(Meter::getId)
                    .extracting(Meter.Id::getName)
                    .containsExactlyInAnyOrder(
                            "executor.active", "executor.queued", "executor.pool.size", "executor.parallelism");
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void oneThatTellsNothingOfItselfIsRefused() {
        ExecutorService closed = Executors.newSingleThreadExecutor();
        try {
            assertThatThrownBy(() -> ExecutorMeters.of("embedding", closed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "executor 'embedding' must be a ThreadPoolExecutor or a ForkJoinPool, was a "
                                    + closed.getClass().getName());
        } finally {
            closed.shutdown();
        }
    }

    @Test
    void theSecondExecutorOfANameIsRefused() {
        ExecutorService executor = Executors.newFixedThreadPool(1);
        try {
            ExecutorMeters.of("embedding", executor).bindTo(registry);
            ExecutorMeters.of("answers", executor).bindTo(registry);
            assertThatThrownBy(() -> ExecutorMeters.of("embedding", executor).bindTo(registry))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("executor 'embedding' must be bound to a registry once, and meter 'executor.active' of"
                            + " it is there already; bind it once, and give each executor a name of its own");
        } finally {
            executor.shutdown();
        }
    }
}
