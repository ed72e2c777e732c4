package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.internal.DefaultMeter;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * A meter of the user's own kind: a metric for each statistic that it measures, told apart by the dimension {@code
 * statistic}, but for those that found no place in the budget.
 */
final class ReadMeter extends DefaultMeter implements Sampled {
    private final SeriesNames names;
    private final int places;
    private final Set<Statistic> placed = EnumSet.noneOf(Statistic.class);

    ReadMeter(Id id, Type type, Iterable<Measurement> measurements, SeriesNames names, int places) {
        super(id, type, measurements);
        this.names = names;
        this.places = places;
    }

    /** How many metrics these are; the most, if they may be others the next time. */
    static int metrics(Iterable<Measurement> measurements) {
        if (!(measurements instanceof Collection<Measurement> fixed)) {
            return SeriesGuard.STATISTICS;
        }
        return (int) fixed.stream().map(Measurement::getStatistic).distinct().count();
    }

    @Override
    public void sample(StepData out) {
        for (Measurement measurement : measure()) {
            Statistic statistic = measurement.getStatistic();
            if (placed.contains(statistic) || (placed.size() < places && placed.add(statistic))) {
                out.value(names.statistic(statistic), measurement.getValue());
            }
        }
    }

    @Override
    public int metrics() {
        return Math.min(places, metrics(measure()));
    }
}
