package dev.eloquent.metrics.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An error while the data of a step are cut to calls. None of memory: JUnit would not survive it. */
@Timeout(60)
final class UncutStepTest {
    private final MockClock clock = new MockClock();
    private final RecordedCalls calls = new RecordedCalls();
    private final AtomicBoolean broken = new AtomicBoolean(true);
    private final Steps steps = new Steps(
            new Minute(),
            clock,
            new StepSettings(Tags.empty(), Optional.empty(), false, 100, false, id -> false, "heartbeat"),
            new Sending(calls, this::cut, 150, true, 1_000_000, 0, () -> 0.5));
    private final StepRegistry registry = new StepRegistry(steps) {};

    private record Minute() implements StepRegistryConfig {
        @Override
        public String prefix() {
            return "test";
        }

        @Override
        public String get(String key) {
            return null;
        }
    }

    private List<Batch> cut(List<Datum> data) {
        if (broken.get()) {
            throw new StackOverflowError();
        }
        return Batch.of(data, 1000, Batch.MOST_BYTES);
    }

    @Test
    void theCloseEndsAndTellsThatTheDataAreDropped() {
        registry.start(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        registry.counter("orders").increment(7);
        Settled end = steps.close(Duration.ofSeconds(20));
        assertThat(end.why()).containsExactly("3 dropped: an error in the library, which is in the log");
        assertThat(end.dropped()).isEqualTo(3);
        assertThat(end.sent()).isZero();
    }

    @Test
    void theStepsThatFollowAreSentAndCountIt() {
        registry.counter("orders").increment(7);
        clock.add(Duration.ofMinutes(1));
        steps.publish();
        broken.set(false);
        registry.counter("orders").increment(3);
        clock.add(Duration.ofMinutes(1));
        steps.publish();
        steps.send();
        assertThat(calls.data("orders")).hasSize(1);
        assertThat(calls.data("orders").get(0).values()).containsExactly(3);
        Datum dropped = calls.data("eloquent.metrics.dropped").get(0);
        assertThat(dropped.values()).containsExactly(3);
        assertThat(dropped.series().dimensions().toString()).contains("fault");
    }
}
