package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.Counter;
import java.util.concurrent.atomic.DoubleAdder;

/** A counter whose step is a sum; one without a sum is not published. What is no number, or infinite, adds nothing. */
final class SumCounter extends AbstractMeter implements Counter, Sampled {
    private final SeriesNames names;
    private final DoubleAdder sum = new DoubleAdder();
    private volatile double last;

    SumCounter(Id id, SeriesNames names) {
        super(id);
        this.names = names;
    }

    @Override
    public void increment(double amount) {
        if (Double.isFinite(amount)) {
            sum.add(amount);
        }
    }

    @Override
    public double count() {
        return last;
    }

    @Override
    public void sample(StepData out) {
        last = sum.sumThenReset();
        out.sum(names, last);
    }

    @Override
    public int metrics() {
        return names.legacy() ? 2 : 1;
    }
}
