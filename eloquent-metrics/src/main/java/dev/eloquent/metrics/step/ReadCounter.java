package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.FunctionCounter;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * A number that only grows, held elsewhere; its step is by how much it has grown. A reading that is no number counts as
 * none: what was seen before it is kept.
 */
final class ReadCounter<T> extends AbstractMeter implements FunctionCounter, Asked {
    private final SeriesNames names;
    private final WeakReference<T> source;
    private final ToDoubleFunction<T> function;
    private double seen;
    private volatile double last;

    ReadCounter(Id id, T source, ToDoubleFunction<T> function, SeriesNames names) {
        super(id);
        this.names = names;
        this.source = new WeakReference<>(source);
        this.function = function;
    }

    @Override
    public double count() {
        return last;
    }

    @Override
    public Consumer<StepData> ask() {
        T held = source.get();
        double read = held == null ? seen : function.applyAsDouble(held);
        double now = Double.isFinite(read) ? read : seen;
        return out -> {
            // One that begins anew, such as a pool that was replaced, has grown by what it shows.
            last = now >= seen ? now - seen : now;
            seen = now;
            out.sum(names, last);
        };
    }

    @Override
    public int metrics() {
        return names.legacy() ? 2 : 1;
    }
}
