package dev.eloquent.metrics.cloudwatch;

import dev.eloquent.metrics.cloudwatch.CloudWatchRegistryBuilder.OutboxSettings;
import dev.eloquent.metrics.cloudwatch.CloudWatchRegistryBuilder.SeriesSettings;
import io.micrometer.cloudwatch2.CloudWatchConfig;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

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
 * <p>Safe for use by several threads. Recording blocks nobody and allocates nothing. Filters see meters before the budget
 * of series does, whenever they are added; one that is added late is for new meters only.
 */
public final class CloudWatchRegistry extends StepMeterRegistry {
    /** How long {@link #close()} may take: 10 s. ECS gives a task 30 s, unless told otherwise. */
    public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(CloudWatchRegistry.class);

    private final CloudWatchConfig config;
    private final SeriesSettings series;
    private final Sink sink;
    private final SeriesGuard guard;
    private final Filters filters;
    private final Outbox outbox;
    private final SelfMetrics self;
    private final long phase;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean started = new AtomicBoolean();
    private final ReentrantLock stepping = new ReentrantLock();
    private final ReentrantLock ending = new ReentrantLock();
    private long stepStart;
    private boolean sealed;
    private Optional<FlushReport> end = Optional.empty();

    CloudWatchRegistry(
            CloudWatchConfig config,
            Clock clock,
            DoubleSupplier random,
            SeriesSettings series,
            OutboxSettings sending) {
        super(config, clock);
        this.config = config;
        this.series = series;
        this.sink = sending.sink();
        this.phase = (long) (config.step().toNanos() / 2.0 * random.getAsDouble());
        this.stepStart = stepOf(clock.wallTime());
        Later later = new Later();
        this.outbox = new Outbox(sink, clock::monotonicTime, random, sending.ambiguous(), later, sending.buffer());
        this.guard = new SeriesGuard(
                series.budget(), series.dimensions(), series.perTask(), series.legacy(), later::overflow);
        super.config().namingConvention(NamingConvention.identity).meterFilter(guard);
        this.filters = new Filters();
        super.config().onMeterRemoved(meter -> guard.release(meter.getId()));
        this.self = new SelfMetrics(this, outbox::waiting);
        later.self = Optional.of(self);
    }

    /** With what {@code config} says of namespace, step, batch size, resolution and whether it is enabled at all. */
    public static CloudWatchRegistryBuilder of(CloudWatchConfig config) {
        return new CloudWatchRegistryBuilder(config);
    }

    /** The outbox is there before the meters that tell of it. */
    private static final class Later implements OutboxEvents {
        private volatile Optional<SelfMetrics> self = Optional.empty();

        @Override
        public void published(long data) {
            self.ifPresent(metrics -> metrics.published(data));
        }

        @Override
        public void failed() {
            self.ifPresent(SelfMetrics::failed);
        }

        @Override
        public void dropped(DropReason reason, long data) {
            self.ifPresent(metrics -> metrics.dropped(reason, data));
        }

        @Override
        public void took(long nanos) {
            self.ifPresent(metrics -> metrics.took(nanos));
        }

        void overflow() {
            self.ifPresent(SelfMetrics::overflow);
        }
    }

    /** Puts the filters of the user before the guard, which is to see what they have made. */
    private final class Filters extends MeterRegistry.Config {
        @Override
        public synchronized MeterRegistry.Config meterFilter(MeterFilter filter) {
            guard.add(filter);
            return this;
        }

        @Override
        public MeterRegistry.Config commonTags(Iterable<Tag> tags) {
            guard.common(tags);
            return super.commonTags(tags);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // The constructors of the super classes ask before there are filters.
    public Config config() {
        return filters == null ? super.config() : filters;
    }

    /** Starts sending, once; the builder has done so. */
    @Override
    public void start(ThreadFactory threads) {
        if (config.enabled() && started.compareAndSet(false, true)) {
            thread(threads, this::steps, "eloquent-metrics-steps").start();
            thread(threads, outbox::loop, "eloquent-metrics-send").start();
        }
    }

    private static Thread thread(ThreadFactory threads, Runnable task, String name) {
        Thread thread = threads.newThread(task);
        thread.setName(name);
        return thread;
    }

    private void steps() {
        boolean closed = false;
        while (!closed) {
            try {
                publish();
                long now = clock.wallTime();
                closed = closing.await(stepOf(now) + config.step().toMillis() - now, TimeUnit.MILLISECONDS);
            } catch (InterruptedException nobodyHasThisThread) {
                return;
            } catch (RuntimeException fault) {
                LOG.error("a step of metrics could not be collected", fault);
            }
        }
    }

    /** Ends the step if its time is over, and hands it over to be sent. Does not block for a call. */
    @Override
    protected void publish() {
        stepping.lock();
        try {
            if (!sealed && stepOf(clock.wallTime()) != stepStart) {
                collect(clock.monotonicTime() + phase);
            }
        } finally {
            stepping.unlock();
        }
    }

    private long stepOf(long wallTime) {
        return Math.floorDiv(wallTime, config.step().toMillis()) * config.step().toMillis();
    }

    private void collect(long due) {
        StepData step = new StepData(Instant.ofEpochMilli(stepStart));
        step.value(heartbeat(), 1);
        for (Meter meter : getMeters()) {
            if (meter instanceof Sampled sampled) {
                sample(sampled, step, meter.getId());
            }
        }
        stepStart = stepOf(clock.wallTime());
        outbox.add(Batch.of(step.data(), config.batchSize(), mostBytes()), due);
    }

    private static void sample(Sampled meter, StepData step, Meter.Id id) {
        try {
            meter.sample(step);
        } catch (RuntimeException fault) {
            LOG.warn("meter '{}' could not be read and is missing in this step", id.getName(), fault);
        }
    }

    private int mostBytes() {
        return Batch.MOST_BYTES - Cbor.REQUEST - Cbor.text(config.namespace());
    }

    private Series heartbeat() {
        Meter.Id id = new Meter.Id(series.heartbeat(), Tags.empty(), null, null, Meter.Type.COUNTER);
        return Series.of(id.getName(), guard.commonTags(), StandardUnit.COUNT, resolution(id));
    }

    /**
     * Ends the step before its time and sends all that there is. Blocks until that is done, for the deadline at most.
     *
     * @param deadline 0 or more
     */
    public FlushReport flush(Duration deadline) {
        require(deadline);
        Totals before = outbox.totals();
        seal(false);
        return outbox.flush(deadline, before);
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
     * Publishes the last step, as far as it went, and ends. Blocks for the deadline at most; a call that is under way then
     * is cut off. The second time it does nothing and tells the same.
     *
     * @param deadline 0 or more
     */
    public FlushReport close(Duration deadline) {
        require(deadline);
        ending.lock();
        try {
            if (end.isEmpty()) {
                closing.countDown();
                Totals before = outbox.totals();
                seal(true);
                FlushReport report = outbox.close(started.get() ? deadline : Duration.ZERO, before);
                end = Optional.of(report);
                sink.close();
                super.close();
            }
            return end.orElseThrow();
        } finally {
            ending.unlock();
        }
    }

    private void seal(boolean last) {
        stepping.lock();
        try {
            if (!sealed && config.enabled()) {
                collect(clock.monotonicTime());
            }
            sealed |= last;
        } finally {
            stepping.unlock();
        }
    }

    private static void require(Duration deadline) {
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("deadline must not be negative, was " + deadline);
        }
    }

    /**
     * What the meters that there are now cost in a month, if all of them have data.
     *
     * @param tasks how many publish them; 1 or more
     */
    public MonthlyCost monthlyCost(int tasks) {
        long metrics = 1;
        for (Meter meter : getMeters()) {
            metrics += meter instanceof Sampled sampled ? sampled.metrics() : 0;
        }
        return MonthlyCost.of(metrics, (metrics + config.batchSize() - 1) / config.batchSize(), config.step(), tasks);
    }

    /** Makes a call if one is due, in tests without threads. */
    void send() {
        outbox.tick();
    }

    private SeriesNames names(Meter.Id id) {
        return new SeriesNames(id, config().namingConvention(), resolution(id), series.legacy());
    }

    private int resolution(Meter.Id id) {
        return config.highResolution() || series.highResolution().test(id) ? 1 : 60;
    }

    @Override
    protected TimeUnit getBaseTimeUnit() {
        return TimeUnit.MILLISECONDS;
    }

    @Override
    protected Counter newCounter(Meter.Id id) {
        return new SumCounter(id, names(id));
    }

    @Override
    protected <T> Gauge newGauge(Meter.Id id, @Nullable T source, ToDoubleFunction<T> function) {
        return new ReadGauge<>(id, source, function, names(id));
    }

    @Override
    protected Timer newTimer(Meter.Id id, DistributionStatisticConfig statistics, PauseDetector pauses) {
        return new RecordedTimer(id, clock, statistics, pauses, names(id));
    }

    @Override
    protected DistributionSummary newDistributionSummary(
            Meter.Id id, DistributionStatisticConfig statistics, double scale) {
        return new RecordedSummary(id, clock, statistics, scale, names(id));
    }

    @Override
    protected LongTaskTimer newLongTaskTimer(Meter.Id id, DistributionStatisticConfig statistics) {
        return new ActiveTasks(id, clock, statistics, names(id));
    }

    @Override
    protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T source, ToDoubleFunction<T> count) {
        return new ReadCounter<>(id, source, count, names(id));
    }

    @Override
    protected <T> FunctionTimer newFunctionTimer(
            Meter.Id id, T source, ToLongFunction<T> count, ToDoubleFunction<T> total, TimeUnit unit) {
        return new ReadTimer<>(id, source, count, total, unit, names(id));
    }

    @Override
    protected Meter newMeter(Meter.Id id, Meter.Type type, Iterable<Measurement> measurements) {
        return new ReadMeter(id, type, measurements, names(id));
    }
}
