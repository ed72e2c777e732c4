package dev.eloquent.metrics.shutdown;

import dev.eloquent.metrics.internal.FirstBinding;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownReport;
import dev.eloquent.shutdown.StepOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;

/**
 * How the service ended, as meters: {@code telemetry.bind(ShutdownMeters.of(shutdown))}.
 *
 * <p>The report is handed over after the last close and before the first flush, so the meters go out with the flush of
 * the same process: {@code eloquent.shutdown.duration}, the seconds until then; {@code eloquent.shutdown.unclean}, 1 if
 * something failed, was skipped or cut, or the end was forced; {@code eloquent.shutdown.steps.failed}, the steps that
 * failed, timed out or were skipped. What happens in the flush itself, or after it, nobody can send; it is in the log.
 *
 * <p>Telemetry must therefore be flushed by {@link Shutdown#flush}, not closed by {@link Shutdown#own}, which comes before
 * the report. If no time is left for the report, as when a task is killed, nothing arrives: a task that ends without a
 * {@code duration} did not end by itself.
 */
public final class ShutdownMeters implements MeterBinder {
    private static final String DURATION = "eloquent.shutdown.duration";

    private final Shutdown shutdown;

    private ShutdownMeters(Shutdown shutdown) {
        this.shutdown = shutdown;
    }

    /** Of this shutdown. Bind it before it begins; afterwards nothing is recorded. */
    public static ShutdownMeters of(Shutdown shutdown) {
        return new ShutdownMeters(Objects.requireNonNull(shutdown, "shutdown"));
    }

    /** @throws IllegalStateException if the registry has meters of a shutdown already */
    @Override
    public void bindTo(MeterRegistry registry) {
        FirstBinding.require(registry, DURATION, Tags.empty(), "shutdown", "bind the one of the process once");
        // No gauge: that would be published by the flush and once more by a close after it.
        DistributionSummary duration = DistributionSummary.builder(DURATION)
                .baseUnit("seconds")
                .description("From the signal to the flush")
                .register(registry);
        Counter unclean = Counter.builder("eloquent.shutdown.unclean")
                .description("Shutdowns in which something failed, was skipped, cut or forced")
                .register(registry);
        Counter failed = Counter.builder("eloquent.shutdown.steps.failed")
                .description("Steps that failed, timed out or were skipped")
                .register(registry);
        shutdown.onReport(report -> {
            duration.record(report.duration().toMillis() / 1000.0);
            unclean.increment(report.clean() ? 0 : 1);
            failed.increment((double) failedSteps(report));
        });
    }

    private static long failedSteps(ShutdownReport report) {
        return report.steps().stream()
                .filter(step -> !(step.outcome() instanceof StepOutcome.Completed))
                .count();
    }
}
