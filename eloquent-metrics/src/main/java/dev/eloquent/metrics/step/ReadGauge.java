package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.internal.DefaultGauge;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A value as it is at the end of the step. */
final class ReadGauge<T> extends DefaultGauge<T> implements Asked {
    private final SeriesNames names;

    ReadGauge(Id id, @Nullable T source, ToDoubleFunction<T> function, SeriesNames names) {
        super(id, source, function);
        this.names = names;
    }

    @Override
    public Consumer<StepData> ask() {
        double value = value();
        return out -> {
            out.value(names.base(), value);
            if (names.legacy()) {
                out.value(names.value(), value);
            }
        };
    }

    @Override
    public int metrics() {
        return names.legacy() ? 2 : 1;
    }
}
