package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.AbstractDistributionSummary;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;

/** A summary whose step is a distribution. What it tells its readers is the last step that has ended. */
final class RecordedSummary extends AbstractDistributionSummary implements Sampled {
    private final SeriesNames names;
    private final double[] percentiles;
    private final Buckets buckets = Buckets.ofAmounts();
    private final DoubleAdder total = new DoubleAdder();
    /** The bits of a number that is not negative: they are ordered as the numbers are. */
    private final AtomicLong max = new AtomicLong();

    private volatile Ended last = new Ended(Distribution.NONE, 0, 0);

    private record Ended(Distribution distribution, double total, double max) {}

    RecordedSummary(Id id, Clock clock, DistributionStatisticConfig config, double scale, SeriesNames names) {
        super(id, clock, DistributionStatisticConfig.NONE, scale, false);
        this.names = names;
        double[] wanted = config.getPercentiles();
        this.percentiles = wanted == null ? new double[0] : wanted;
    }

    @Override
    protected void recordNonNegative(double amount) {
        // CloudWatch takes no infinity.
        double finite = Math.min(amount, StepData.LARGEST);
        total.add(finite);
        long bits = Double.doubleToRawLongBits(finite);
        if (bits > max.get()) {
            max.accumulateAndGet(bits, Math::max);
        }
        buckets.record(finite);
    }

    @Override
    public void sample(StepData out) {
        Distribution counted = buckets.drain();
        Ended ended = new Ended(counted, total.sumThenReset(), Double.longBitsToDouble(max.getAndSet(0)));
        last = ended;
        if (counted.size() > 0) {
            out.distribution(names.base(), counted.scaled(1, ended.total(), ended.max()));
            if (names.legacy()) {
                out.summary(names, counted.count(), ended.total(), ended.max());
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
    public double totalAmount() {
        return last.total();
    }

    @Override
    public double max() {
        return last.max();
    }

    @Override
    public HistogramSnapshot takeSnapshot() {
        Ended ended = last;
        ValueAtPercentile[] values = new ValueAtPercentile[percentiles.length];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    new ValueAtPercentile(percentiles[i], ended.distribution().percentile(percentiles[i]));
        }
        return new HistogramSnapshot(ended.distribution().count(), ended.total(), ended.max(), values, null, null);
    }
}
