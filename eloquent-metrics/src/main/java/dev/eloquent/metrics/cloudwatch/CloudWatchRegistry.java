package dev.eloquent.metrics.cloudwatch;

import dev.eloquent.metrics.step.StepRegistry;
import dev.eloquent.metrics.step.Steps;
import io.micrometer.cloudwatch2.CloudWatchConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Micrometer's meters on CloudWatch. A timer, a summary or a long task timer is one metric under its own name, of which
 * CloudWatch's p50, p90 and p99 are true to 4.8 % and merge across tasks; times are in milliseconds, as in Micrometer's
 * registry. Counters are sums. What did not happen in a step is not published; the heartbeat always is. Percentiles and
 * histograms that a meter asks for are not published by the task: CloudWatch has them.
 *
 * <p>Steps begin at multiples of {@link CloudWatchConfig#step} and data carry the time of their beginning, also those that
 * are late. They are sent at a moment in the first half of the next step that is drawn once, so that tasks do not call
 * together. A reader of a meter, such as {@code timer.count()}, sees the last step that has ended.
 *
 * <p>While CloudWatch cannot be reached, steps are kept as far as there is room ({@link CloudWatchRegistryBuilder#buffer}),
 * whatever their age. CloudWatch itself takes data up to two weeks old: what is older when it can be reached again, it
 * refuses, and that is dropped and counted as {@code refused}.
 *
 * <p>Safe for use by several threads. Recording blocks nobody and allocates nothing. Filters see meters before the budget
 * of series does, whenever they are added; one that is added late is for new meters only.
 */
public final class CloudWatchRegistry extends StepRegistry {
    /** How long {@link #close()} may take: 10 s. ECS gives a task 30 s, unless told otherwise. */
    public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(CloudWatchRegistry.class);

    private final CloudWatchConfig config;
    private final Steps steps;
    private final AtomicLong callsOfLastStep;

    /** @param callsOfLastStep as many as its data were cut to; 0 before there was one */
    CloudWatchRegistry(CloudWatchConfig config, Steps steps, AtomicLong callsOfLastStep) {
        super(steps);
        this.config = config;
        this.steps = steps;
        this.callsOfLastStep = callsOfLastStep;
    }

    /** With what {@code config} says of namespace, step, batch size, resolution and whether it is enabled at all. */
    public static CloudWatchRegistryBuilder of(CloudWatchConfig config) {
        return new CloudWatchRegistryBuilder(config);
    }

    /**
     * Ends the step before its time and sends all that there is. Blocks until that is done, for the deadline at most. If
     * a gauge has not answered after half of it, this step is sent without gauges and whatever else asks code of yours,
     * which are told as dropped.
     *
     * @param deadline 0 or more
     */
    public FlushReport flush(Duration deadline) {
        return steps.flush(deadline).as(FlushReport::new);
    }

    /** As {@link #close(Duration)}, with {@link #DEFAULT_CLOSE_TIMEOUT}; what was lost is logged. */
    @Override
    public void close() {
        FlushReport report = close(DEFAULT_CLOSE_TIMEOUT);
        if (!report.complete()) {
            LOG.warn("metrics were lost at the end: {}", report);
        }
    }

    /**
     * Publishes the last step, as far as it went, and ends. Blocks for the deadline at most, as {@link #flush} does; a call
     * that is under way then is cut off. The second time it does nothing and tells the same.
     *
     * @param deadline 0 or more
     */
    public FlushReport close(Duration deadline) {
        return steps.close(deadline).as(FlushReport::new);
    }

    /**
     * What the meters that there are now cost in a month, if all of them have data. The calls are an estimate: as many as
     * the number of metrics needs at least, or as many as the last step needed if those were more, since meters of many
     * values fill a call by their bytes. Before the first step has ended that is not known.
     *
     * @param tasks how many publish them; 1 or more
     */
    public MonthlyCost monthlyCost(int tasks) {
        long metrics = steps.metrics();
        long byCount = (metrics + config.batchSize() - 1) / config.batchSize();
        return MonthlyCost.of(metrics, Math.max(byCount, callsOfLastStep.get()), config.step(), tasks);
    }

    /** For tests without threads. */
    Steps steps() {
        return steps;
    }
}
