package dev.eloquent.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/**
 * Telemetry that goes to the standard output that nobody reads, as does the log; for {@link UnreadTelemetryTest}. It tells
 * of itself on stderr.
 */
public final class UnreadTelemetry {
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private UnreadTelemetry() {}

    public static void main(String[] args) throws InterruptedException {
        Telemetry telemetry = Telemetry.start("shop", "1", Map.of("TELEMETRY", "emf", "ENVIRONMENT", "test"));
        telemetry.bind(
                new Closing(() -> {
                    throw new IllegalStateException("of the test");
                }),
                new Closing(() -> System.err.println("the binder behind is closed")));
        fill();
        telemetry.meters().counter("orders").increment();
        if (args[0].equals("control")) {
            LoggerFactory.getLogger(Telemetry.class).warn("by the thread that ends");
            System.err.println("logged");
        } else {
            timed("flushed: ", telemetry::flush);
            timed("closed: ", telemetry::close);
        }
        System.exit(0);
    }

    /** Until nothing more goes into the pipe. */
    private static void fill() {
        AtomicLong lines = new AtomicLong();
        Thread filling = new Thread(() -> {
            while (true) {
                System.out.println("x".repeat(1_000));
                lines.incrementAndGet();
            }
        });
        filling.setDaemon(true);
        filling.start();
        AtomicLong before = new AtomicLong();
        Awaitility.await()
                .during(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(20))
                .until(() -> lines.get() > 0 && lines.get() == before.getAndSet(lines.get()));
    }

    private static void timed(String what, Function<Duration, TelemetryReport> end) {
        long began = System.nanoTime();
        TelemetryReport report = end.apply(DEADLINE);
        System.err.println(what + (System.nanoTime() - began) / 1_000_000 + " ms " + report);
    }

    private record Closing(Runnable code) implements MeterBinder, AutoCloseable {
        @Override
        public void bindTo(MeterRegistry registry) {
            // It has no meters.
        }

        @Override
        public void close() {
            code.run();
        }
    }
}
