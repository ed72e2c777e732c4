package dev.eloquent.metrics.emf;

import dev.eloquent.metrics.cloudwatch.FlushReport;
import dev.eloquent.metrics.step.StepRegistry;
import dev.eloquent.metrics.step.Steps;
import java.time.Duration;

/**
 * Micrometer's meters as lines in CloudWatch's embedded metric format on standard output, from which CloudWatch Logs makes
 * metrics. They are the same metrics as those of {@link dev.eloquent.metrics.cloudwatch.CloudWatchRegistry}: a timer, a
 * summary or a long task timer is one metric under its own name, with percentiles that are true to 4.8 % and merge across
 * tasks; times are in milliseconds; what did not happen in a step is not published, and the heartbeat always is. A metric
 * that is called like one of its dimensions, or {@code _aws}, gets an underscore at its end.
 *
 * <p>Lines are written whole, at the end of each step, by a thread of their own. While nobody reads standard output they
 * wait in a bounded buffer; then the oldest are dropped and counted. Recording, the end of a step, flush and close never
 * wait for a reader, or no longer than their deadline. In reports, sent means written; who reads the output then is not
 * known here.
 *
 * <p>Safe for use by several threads. Recording blocks nobody and allocates nothing.
 */
public final class EmfRegistry extends StepRegistry {
    /** How long {@link #close()} may take: 2 s. Nothing goes over a network. */
    public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Steps steps;

    EmfRegistry(Steps steps) {
        super(steps);
        this.steps = steps;
    }

    /**
     * With a step of a minute, on standard output.
     *
     * @param namespace of CloudWatch, 1 to 255 characters of printable ASCII
     */
    public static EmfRegistryBuilder of(String namespace) {
        return new EmfRegistryBuilder(namespace);
    }

    /**
     * Ends the step before its time and writes all that there is. Blocks until that is done, for the deadline at most. If
     * a gauge has not answered after half of it, this step is written without gauges and whatever else asks code of yours,
     * which are told as dropped.
     *
     * @param deadline 0 or more
     */
    public FlushReport flush(Duration deadline) {
        return steps.flush(deadline).as(FlushReport::new);
    }

    /**
     * As {@link #close(Duration)}, with {@link #DEFAULT_CLOSE_TIMEOUT}. What was lost is not logged: the log would block on
     * the same output.
     */
    @Override
    public void close() {
        close(DEFAULT_CLOSE_TIMEOUT);
    }

    /**
     * Writes the last step, as far as it went, and ends. Blocks for the deadline at most, as {@link #flush} does; a line
     * that is being written then is told as uncertain. The second time it does nothing and tells the same.
     *
     * @param deadline 0 or more
     */
    public FlushReport close(Duration deadline) {
        return steps.close(deadline).as(FlushReport::new);
    }

    /** For tests without threads. */
    Steps steps() {
        return steps;
    }
}
