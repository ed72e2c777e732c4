package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.FunctionTimer;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * A count and a total time, held elsewhere. Its step is the mean, as often as there were calls: sum, count and average are
 * true; nobody knows the percentiles. While the total is no number nothing is seen; the next reading has it all.
 */
final class ReadTimer<T> extends AbstractMeter implements FunctionTimer, Asked {
    private final SeriesNames names;
    private final WeakReference<T> source;
    private final ToLongFunction<T> count;
    private final ToDoubleFunction<T> total;
    private final double millis;
    private long seenCount;
    private double seenTotal;
    private volatile Ended last = new Ended(0, 0);

    /** A step, in milliseconds. */
    private record Ended(long count, double total) {}

    ReadTimer(Id id, T source, ToLongFunction<T> count, ToDoubleFunction<T> total, TimeUnit unit, SeriesNames names) {
        super(id);
        this.names = names;
        this.source = new WeakReference<>(source);
        this.count = count;
        this.total = total;
        this.millis = unit.toNanos(1) * 1e-6;
    }

    @Override
    public Consumer<StepData> ask() {
        T held = source.get();
        long nowCount = held == null ? seenCount : count.applyAsLong(held);
        double nowTotal = held == null ? seenTotal : total.applyAsDouble(held) * millis;
        return out -> end(nowCount, nowTotal, out);
    }

    private void end(long nowCount, double nowTotal, StepData out) {
        if (!Double.isFinite(nowTotal)) {
            last = new Ended(0, 0);
            return;
        }
        boolean anew = nowCount < seenCount;
        Ended ended = anew
                ? new Ended(nowCount, nowTotal)
                : new Ended(nowCount - seenCount, Math.max(0, nowTotal - seenTotal));
        seenCount = nowCount;
        seenTotal = nowTotal;
        last = ended;
        if (ended.count() > 0) {
            double mean = ended.total() / ended.count();
            out.distribution(names.base(), new Distribution(new double[] {mean}, new double[] {ended.count()}));
            if (names.legacy()) {
                out.value(names.sum(), ended.total());
                out.value(names.count(), (double) ended.count());
                out.value(names.avg(), mean);
            }
        }
    }

    @Override
    public int metrics() {
        return names.legacy() ? 4 : 1;
    }

    @Override
    public double count() {
        return last.count();
    }

    @Override
    public double totalTime(TimeUnit unit) {
        return last.total() * 1e6 / unit.toNanos(1);
    }

    @Override
    public TimeUnit baseTimeUnit() {
        return TimeUnit.MILLISECONDS;
    }
}
