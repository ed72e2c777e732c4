package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.AbstractTimer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** A timer whose step is a distribution. What it tells its readers is the last step that has ended. */
final class RecordedTimer extends AbstractTimer implements Sampled {
    private final SeriesNames names;
    private final double[] percentiles;
    private final Buckets buckets = Buckets.ofNanos();
    private final LongAdder total = new LongAdder();
    private final AtomicLong max = new AtomicLong();
    private volatile Ended last = new Ended(Distribution.NONE, 0, 0);

    /** A step, in nanoseconds. */
    private record Ended(Distribution distribution, long total, long max) {}

    RecordedTimer(Id id, Clock clock, DistributionStatisticConfig config, PauseDetector pauses, SeriesNames names) {
        // CloudWatch makes the percentiles: no histogram of Micrometer's beside our own.
        super(id, clock, DistributionStatisticConfig.NONE, pauses, TimeUnit.MILLISECONDS, false);
        this.names = names;
        double[] wanted = config.getPercentiles();
        this.percentiles = wanted == null ? new double[0] : wanted;
    }

    @Override
    protected void recordNonNegative(long amount, TimeUnit unit) {
        long nanos = unit.toNanos(amount);
        total.add(nanos);
        if (nanos > max.get()) {
            max.accumulateAndGet(nanos, Math::max);
        }
        buckets.record((double) nanos);
    }

    @Override
    public void sample(StepData out) {
        Distribution counted = buckets.drain();
        Ended ended = new Ended(counted, total.sumThenReset(), max.getAndSet(0));
        last = ended;
        if (counted.size() > 0) {
            Distribution millis = counted.scaled(1e-6, (double) ended.total(), (double) ended.max());
            out.distribution(names.base(), millis);
            if (names.legacy()) {
                out.summary(names, counted.count(), ended.total() / 1e6, ended.max() / 1e6);
            }
        }
    }

    @Override
    public int metrics() {
        return names.legacy() ? 5 : 1;
    }

    @Override
    public long count() {
        return last.distribution().count();
    }

    @Override
    public double totalTime(TimeUnit unit) {
        return last.total() / (double) unit.toNanos(1);
    }

    @Override
    public double max(TimeUnit unit) {
        return last.max() / (double) unit.toNanos(1);
    }

    @Override
    public HistogramSnapshot takeSnapshot() {
        Ended ended = last;
        ValueAtPercentile[] values = new ValueAtPercentile[percentiles.length];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    new ValueAtPercentile(percentiles[i], ended.distribution().percentile(percentiles[i]));
        }
        return new HistogramSnapshot(
                ended.distribution().count(), (double) ended.total(), (double) ended.max(), values, null, null);
    }
}
