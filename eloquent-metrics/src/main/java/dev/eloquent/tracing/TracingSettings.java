package dev.eloquent.tracing;

import io.opentelemetry.api.common.Attributes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** How a service is traced, as {@link TracingBuilder} has it. All is within its limits. */
record TracingSettings(
        Service service,
        TraceDestination destination,
        double ratio,
        int queue,
        int batch,
        Duration delay,
        Duration timeout,
        Duration patience,
        Supplier<Attributes> late,
        Clock clock,
        Backoff backoff,
        int mostBytes) {
    /** What a request to X-Ray may have. */
    private static final int MOST_SPANS = 10_000;

    private static final int MOST_QUEUE = 1_000_000;

    /** Who is traced. */
    record Service(String name, String version, String environment) {}

    TracingSettings {
        List<String> faults = new ArrayList<>();
        if (service.name().isBlank()) {
            faults.add("service must have a name, was blank");
        }
        if (!(ratio >= 0 && ratio <= 1)) {
            faults.add("ratio must be from 0 to 1, was " + ratio);
        }
        if (batch < 1 || batch > MOST_SPANS) {
            faults.add("batch must be from 1 to " + MOST_SPANS + ", was " + batch);
        }
        if (queue < batch || queue > MOST_QUEUE) {
            faults.add("queue must be from the batch, " + batch + ", to " + MOST_QUEUE + ", was " + queue);
        }
        checkMinute(faults, "delay", delay);
        checkMinute(faults, "timeout", timeout);
        if (patience.isNegative() || patience.compareTo(Duration.ofHours(1)) > 0) {
            faults.add("patience must be from PT0S to PT1H, was " + patience);
        }
        faults.addAll(destination.faults());
        if (!faults.isEmpty()) {
            throw new TracingConfigurationException(faults);
        }
    }

    private static void checkMinute(List<String> faults, String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofMinutes(1)) > 0) {
            faults.add(name + " must be above PT0S and up to PT1M, was " + value);
        }
    }
}
