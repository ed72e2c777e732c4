package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.internal.DefaultMeter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A meter of the user's own kind: a metric for each statistic that it measures, told apart by the dimension {@code
 * statistic}, but for those that found no place in the budget.
 */
final class ReadMeter extends DefaultMeter implements Asked {
    private final SeriesNames names;
    private final int places;
    private final Set<Statistic> placed = EnumSet.noneOf(Statistic.class);

    private record Measured(Statistic statistic, double value) {}

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
    public Consumer<StepData> ask() {
        List<Measured> all = new ArrayList<>();
        measure().forEach(each -> all.add(new Measured(each.getStatistic(), each.getValue())));
        return out -> all.forEach(each -> place(each, out));
    }

    private void place(Measured measured, StepData out) {
        Statistic statistic = measured.statistic();
        if (placed.contains(statistic) || (placed.size() < places && placed.add(statistic))) {
            out.value(names.statistic(statistic), measured.value());
        }
    }

    @Override
    public int metrics() {
        return Math.min(places, metrics(measure()));
    }
}
