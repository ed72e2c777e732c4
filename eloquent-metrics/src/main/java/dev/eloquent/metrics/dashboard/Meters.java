package dev.eloquent.metrics.dashboard;

import io.micrometer.core.instrument.Meter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The metrics that there are, and what was asked for in vain. */
final class Meters {
    private final Map<String, Set<Metric>> byName = new TreeMap<>();
    private final Set<LeftOut> leftOut = new LinkedHashSet<>();
    private final Scope scope;
    private int series;

    Meters(Collection<Meter.Id> ids, Scope scope) {
        this.scope = scope;
        for (Meter.Id id : ids) {
            add(Metric.of(id));
        }
        // No meter, but in every step of the registry.
        add(new Metric(scope.heartbeat(), scope.common()));
        for (Map.Entry<String, Set<Metric>> name : byName.entrySet()) {
            if (name.getValue().stream().anyMatch(metric -> !isOurs(metric))) {
                leftOut.add(new LeftOut(
                        name.getKey() + " of this service alone",
                        "the meter has not the dimensions " + scope.common() + ", so that all services of the namespace"
                                + " share the metric; set the common tags before it is made"));
            }
        }
    }

    private void add(Metric metric) {
        series += byName.computeIfAbsent(metric.name(), name -> new TreeSet<>()).add(metric) ? 1 : 0;
    }

    private boolean isOurs(Metric metric) {
        return metric.dimensions().entrySet().containsAll(scope.common().entrySet());
    }

    /** How many there are, the heartbeat included. */
    int series() {
        return series;
    }

    Set<String> common() {
        return scope.common().keySet();
    }

    /** All of a name, in order; none is noted. */
    List<Metric> all(String what, String name) {
        Set<Metric> found = byName.getOrDefault(name, Set.of());
        if (found.isEmpty()) {
            leaveOut(what, "there is no meter " + name);
        }
        return List.copyOf(found);
    }

    /** All of a name that have a dimension. */
    List<Metric> by(String what, String name, String dimension) {
        List<Metric> with = new ArrayList<>();
        for (Metric metric : all(what, name)) {
            if (metric.has(dimension)) {
                with.add(metric);
            } else {
                leaveOut(what, "a meter " + name + " has no dimension " + dimension);
            }
        }
        return with;
    }

    /** One of a name, of which the sisters are known by the values of a dimension. */
    Optional<Metric> sister(String what, String name, String dimension) {
        return by(what, name, dimension).stream().findFirst();
    }

    void leaveOut(String what, String why) {
        leftOut.add(new LeftOut(what, why));
    }

    List<LeftOut> leftOut() {
        return List.copyOf(leftOut);
    }
}
