package dev.eloquent.benchmarks.metrics;

import dev.eloquent.metrics.cloudwatch.CloudWatchRegistry;
import dev.eloquent.metrics.cloudwatch.FlushReport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import java.net.URI;
import java.time.Duration;

/** A registry whose step is ended and published by hand. */
abstract class Publisher implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** @param library {@code eloquent}, or {@code micrometer} and whatever follows */
    static Publisher of(String library, URI endpoint) {
        return library.equals("eloquent") ? new Eloquent(endpoint) : new OfMicrometer(endpoint);
    }

    abstract MeterRegistry registry();

    /** Ends the step, where that is apart from publishing it. */
    abstract void endStep();

    /** Blocks until all is answered. */
    abstract void publish();

    @Override
    public abstract void close();

    private static final class Eloquent extends Publisher {
        private final CloudWatchRegistry registry;

        Eloquent(URI endpoint) {
            registry = Ours.builder(Settings.HOUR, endpoint)
                    .buffer(100_000_000)
                    .callTimeout(Duration.ofSeconds(30))
                    .start();
        }

        @Override
        MeterRegistry registry() {
            return registry;
        }

        @Override
        void endStep() {}

        @Override
        void publish() {
            FlushReport report = registry.flush(PATIENCE);
            if (!report.complete()) {
                throw new IllegalStateException(report.toString());
            }
        }

        @Override
        public void close() {
            registry.close(Duration.ZERO);
        }
    }

    private static final class OfMicrometer extends Publisher {
        private final MockClock clock = new MockClock();
        private final Micrometer registry;

        OfMicrometer(URI endpoint) {
            registry = new Micrometer(Settings.HOUR, clock, Micrometer.client(endpoint));
        }

        @Override
        MeterRegistry registry() {
            return registry;
        }

        @Override
        void endStep() {
            clock.add(Settings.HOUR.step());
        }

        @Override
        void publish() {
            registry.publishNow();
        }

        @Override
        public void close() {
            registry.close();
        }
    }
}
