package dev.eloquent.metrics.cloudwatch;

import dev.eloquent.metrics.step.RecordedCalls;
import io.micrometer.core.instrument.MockClock;
import java.time.Duration;

/** Registries in time that the test moves, with calls that are kept. */
final class TickedRegistries {
    private final MockClock clock = new MockClock();
    private final RecordedCalls calls = new RecordedCalls();

    MockClock clock() {
        return clock;
    }

    RecordedCalls calls() {
        return calls;
    }

    /** At the end of a minute. */
    CloudWatchRegistryBuilder builder() {
        clock.add(Duration.ofMinutes(2).minusMillis(1));
        return CloudWatchRegistry.of(Config.MINUTE).time(clock, () -> 0.5).sink(calls);
    }

    /** Ends the step and lets all calls be made that are due a quarter of a minute later. */
    void step(CloudWatchRegistry registry) {
        clock.add(Duration.ofMinutes(1));
        registry.steps().publish();
        clock.add(Duration.ofSeconds(16));
        registry.steps().send();
        clock.add(Duration.ofSeconds(44));
        registry.steps().publish();
    }

    /** Ends the step before its time and makes one call. */
    void flush(CloudWatchRegistry registry) {
        registry.steps().flush(Duration.ZERO);
        registry.steps().send();
    }

    double[] values(String name) {
        return calls.data(name).stream().mapToDouble(datum -> datum.values()[0]).toArray();
    }

    static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }
}
