package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which series there are.
 *
 * @param commonTags of all meters, those of the registry itself too
 * @param dimensions the tags that may become dimensions; empty for all
 * @param perTask whether those that name a task may
 * @param budget how many series
 * @param legacy whether Micrometer's names are published as well
 * @param highResolution what is kept by the second
 * @param heartbeat the metric that is always there
 */
public record StepSettings(
        Tags commonTags,
        Optional<Set<String>> dimensions,
        boolean perTask,
        int budget,
        boolean legacy,
        Predicate<Meter.Id> highResolution,
        String heartbeat) {

    /** All that is wrong with them. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (budget < 1 || budget > 1_000_000) {
            faults.add("seriesBudget must be from 1 to 1000000, was " + budget);
        }
        if (heartbeat.isBlank()) {
            faults.add("heartbeat must be a name, was blank");
        }
        return faults;
    }
}
