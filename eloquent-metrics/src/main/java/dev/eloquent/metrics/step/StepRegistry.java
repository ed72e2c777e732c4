package dev.eloquent.metrics.step;

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
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Makes the meters, and shows them to their {@link Steps}. What may be called from outside, its heirs say. */
public abstract class StepRegistry extends StepMeterRegistry {
    private final Steps steps;
    private final Filters filters;

    protected StepRegistry(Steps steps) {
        super(steps.config(), steps.clock());
        this.steps = steps;
        super.config().namingConvention(NamingConvention.identity).meterFilter(steps.guard());
        this.filters = new Filters();
        super.config().onMeterRemoved(meter -> steps.guard().release(meter.getId()));
        steps.of(this);
    }

    /** Puts the filters of the user before the guard, which is to see what they have made. */
    private final class Filters extends MeterRegistry.Config {
        @Override
        public synchronized MeterRegistry.Config meterFilter(MeterFilter filter) {
            steps.guard().add(filter);
            return this;
        }

        @Override
        public MeterRegistry.Config commonTags(Iterable<Tag> tags) {
            steps.guard().common(tags);
            return super.commonTags(tags);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // The constructors of the super classes ask before there are filters.
    public final Config config() {
        return filters == null ? super.config() : filters;
    }

    /** Starts sending, once; the builder has done so. */
    @Override
    @SuppressWarnings("NullAway") // The constructors of the super classes may ask before there are steps.
    public final void start(ThreadFactory threads) {
        if (steps != null) {
            steps.start(threads);
        }
    }

    @Override
    protected final void publish() {
        steps.publish();
    }

    /** Micrometer's part of the end. */
    final void end() {
        super.close();
    }

    private SeriesNames names(Meter.Id id) {
        return steps.names(id, config().namingConvention());
    }

    @Override
    protected final TimeUnit getBaseTimeUnit() {
        return TimeUnit.MILLISECONDS;
    }

    @Override
    protected final Counter newCounter(Meter.Id id) {
        return new SumCounter(id, names(id));
    }

    @Override
    protected final <T> Gauge newGauge(Meter.Id id, @Nullable T source, ToDoubleFunction<T> function) {
        return new ReadGauge<>(id, source, function, names(id));
    }

    @Override
    protected final Timer newTimer(Meter.Id id, DistributionStatisticConfig statistics, PauseDetector pauses) {
        return new RecordedTimer(id, clock, statistics, pauses, names(id));
    }

    @Override
    protected final DistributionSummary newDistributionSummary(
            Meter.Id id, DistributionStatisticConfig statistics, double scale) {
        return new RecordedSummary(id, clock, statistics, scale, names(id));
    }

    @Override
    protected final LongTaskTimer newLongTaskTimer(Meter.Id id, DistributionStatisticConfig statistics) {
        return new ActiveTasks(id, clock, statistics, names(id));
    }

    @Override
    protected final <T> FunctionCounter newFunctionCounter(Meter.Id id, T source, ToDoubleFunction<T> count) {
        return new ReadCounter<>(id, source, count, names(id));
    }

    @Override
    protected final <T> FunctionTimer newFunctionTimer(
            Meter.Id id, T source, ToLongFunction<T> count, ToDoubleFunction<T> total, TimeUnit unit) {
        return new ReadTimer<>(id, source, count, total, unit, names(id));
    }

    @Override
    protected final Meter newMeter(Meter.Id id, Meter.Type type, Iterable<Measurement> measurements) {
        return new ReadMeter(id, type, measurements, names(id), steps.guard().fit(id, ReadMeter.metrics(measurements)));
    }
}
