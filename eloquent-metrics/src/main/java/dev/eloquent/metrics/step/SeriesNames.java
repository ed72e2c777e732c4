package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** The metrics of a meter: one under its own name, and Micrometer's legacy names where they are wanted. */
final class SeriesNames {
    private static final Map<String, StandardUnit> UNITS = units();

    private final Meter.Id id;
    private final NamingConvention convention;
    private final int resolution;
    private final boolean legacy;
    private final StandardUnit unit;
    private final Map<String, Series> made = new HashMap<>();
    private final Series base;

    SeriesNames(Meter.Id id, NamingConvention convention, int resolution, boolean legacy) {
        this.id = id;
        this.convention = convention;
        this.resolution = resolution;
        this.legacy = legacy;
        boolean counts = id.getType() == Meter.Type.COUNTER;
        this.unit = id.getBaseUnit() == null && counts ? StandardUnit.COUNT : unit(id.getBaseUnit());
        this.base = make("", unit);
    }

    boolean legacy() {
        return legacy;
    }

    Series base() {
        return base;
    }

    Series sum() {
        return named(".sum", unit);
    }

    Series count() {
        return named(".count", StandardUnit.COUNT);
    }

    Series avg() {
        return named(".avg", unit);
    }

    Series max() {
        return named(".max", unit);
    }

    Series value() {
        return named(".value", unit);
    }

    Series activeTasks() {
        return named(".activeTasks", StandardUnit.COUNT);
    }

    Series duration() {
        return named(".duration", unit);
    }

    Series statistic(Statistic statistic) {
        return made.computeIfAbsent(
                "statistic=" + statistic,
                ignored -> series(
                        name(""), Tags.of(tags()).and("statistic", statistic.getTagValueRepresentation()), unit));
    }

    /** By the thread that samples. */
    private Series named(String suffix, StandardUnit as) {
        return made.computeIfAbsent(suffix, ignored -> make(suffix, as));
    }

    private Series make(String suffix, StandardUnit as) {
        return series(name(suffix), tags(), as);
    }

    private Series series(String name, Iterable<Tag> tags, StandardUnit as) {
        return Series.of(name, tags, as, resolution);
    }

    private String name(String suffix) {
        return convention.name(id.getName() + suffix, id.getType(), id.getBaseUnit());
    }

    private List<Tag> tags() {
        return id.getConventionTags(convention);
    }

    private static StandardUnit unit(@Nullable String name) {
        return name == null ? StandardUnit.NONE : UNITS.getOrDefault(name.toLowerCase(Locale.ROOT), StandardUnit.NONE);
    }

    private static Map<String, StandardUnit> units() {
        Map<String, StandardUnit> units = new HashMap<>();
        for (StandardUnit unit : StandardUnit.knownValues()) {
            units.put(unit.toString().toLowerCase(Locale.ROOT), unit);
        }
        units.put("ms", StandardUnit.MILLISECONDS);
        units.put("s", StandardUnit.SECONDS);
        units.put("byte", StandardUnit.BYTES);
        return Map.copyOf(units);
    }
}
