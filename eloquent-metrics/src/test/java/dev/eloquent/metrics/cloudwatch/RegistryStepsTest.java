package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.metrics.step.Datum;
import dev.eloquent.metrics.step.RecordedCalls;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MockClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What is in a step, and that the next one comes. */
final class RegistryStepsTest {
    private final TickedRegistries registries = new TickedRegistries();
    private final RecordedCalls calls = registries.calls();

    @Test
    void idleMetersAreNotPublishedAndTheHeartbeatIs() {
        CloudWatchRegistry registry = registries.builder().build();
        registry.timer("idle.timer");
        registry.counter("idle.counter");
        registry.summary("idle.summary");
        LongTaskTimer.builder("idle.tasks").register(registry);
        registries.step(registry);
        assertThat(calls.calls()).hasSize(1);
        assertThat(calls.calls().get(0).data())
                .extracting(datum -> datum.series().name())
                .containsExactlyInAnyOrder("eloquent.heartbeat", "eloquent.metrics.queue");
    }

    @Test
    void aStepHasOneHeartbeatHoweverOftenItIsFlushed() {
        CloudWatchRegistry registry = registries.builder().build();
        for (int i = 0; i < 4; i++) {
            registry.steps().flush(Duration.ZERO);
            registry.steps().send();
        }
        assertThat(calls.data("eloquent.heartbeat")).hasSize(1);
        registries.step(registry);
        registries.step(registry);
        assertThat(calls.data("eloquent.heartbeat"))
                .extracting(Datum::timestamp)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void theHeartbeatHasTheCommonTags() {
        CloudWatchRegistry registry = registries.builder().build();
        registry.config().commonTags("service", "orders", "task.id", "4711");
        registries.step(registry);
        assertThat(calls.data("eloquent.heartbeat").get(0).series().dimensions())
                .extracting(dimension -> dimension.name() + "=" + dimension.value())
                .containsExactly("service=orders");
    }

    @Test
    void anErrorOfAMeterCostsThatMeter() {
        CloudWatchRegistry registry = registries.builder().build();
        registry.more().counter("bad", List.of(), registry, ignored -> {
            throw new NoClassDefFoundError("com/example/Missing");
        });
        registry.counter("orders").increment();
        registries.step(registry);
        assertThat(calls.data("orders")).hasSize(1);
        assertThat(calls.data("bad")).isEmpty();
    }

    @Test
    void anErrorCostsAStepAndNotThoseThatFollow() {
        AtomicBoolean fails = new AtomicBoolean();
        MockClock failing = new MockClock() {
            @Override
            public long wallTime() {
                if (fails.get()) {
                    fails.set(false);
                    throw new StackOverflowError();
                }
                return super.wallTime();
            }
        };
        Duration step = Duration.ofMillis(100);
        CloudWatchRegistry registry = CloudWatchRegistry.of(new Config(step))
                .time(failing, () -> 0.5)
                .sink(calls)
                .build();
        fails.set(true);
        registry.start(TickedRegistries::daemon);
        await().atMost(20, TimeUnit.SECONDS).until(() -> !fails.get());
        await().atMost(20, TimeUnit.SECONDS).until(() -> {
            failing.add(step);
            return calls.data("eloquent.heartbeat").size() >= 2;
        });
        registry.close(Duration.ofSeconds(2));
    }
}
