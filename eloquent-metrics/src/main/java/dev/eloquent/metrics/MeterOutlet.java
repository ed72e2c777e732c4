package dev.eloquent.metrics;

import dev.eloquent.metrics.cloudwatch.FlushReport;
import dev.eloquent.metrics.cloudwatch.MonthlyCost;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A registry, and how what it holds gets out. Its two ends may block for the deadline, each on a thread of its own. */
interface MeterOutlet {
    /** What an end reports of which there is nothing to say. */
    FlushReport NOTHING = new FlushReport(0, 0, 0, 0, 0, List.of(), Duration.ZERO);

    MeterRegistry registry();

    FlushReport flush(Duration deadline);

    FlushReport close(Duration deadline);

    /** Where metrics have a price that is known. */
    default Optional<MonthlyCost> monthlyCost(int tasks) {
        return Optional.empty();
    }

    /** What is told of an end that nobody could wait for: how much that is, is not known but for the number of meters. */
    default FlushReport unfinished(boolean last, String why) {
        long meters = registry().getMeters().size();
        return new FlushReport(0, 0, 0, last ? meters : 0, last ? 0 : meters, List.of(why), Duration.ZERO);
    }
}
