package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.internal.DefaultMeter;

/** A meter of the user's own kind: a metric for each measurement, told apart by the dimension {@code statistic}. */
final class ReadMeter extends DefaultMeter implements Sampled {
    private final SeriesNames names;

    ReadMeter(Id id, Type type, Iterable<Measurement> measurements, SeriesNames names) {
        super(id, type, measurements);
        this.names = names;
    }

    @Override
    public void sample(StepData out) {
        for (Measurement measurement : measure()) {
            out.value(names.statistic(measurement.getStatistic()), measurement.getValue());
        }
    }

    @Override
    public int metrics() {
        int metrics = 0;
        for (Measurement ignored : measure()) {
            metrics++;
        }
        return metrics;
    }
}
