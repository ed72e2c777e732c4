package dev.eloquent.metrics.jvm;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Set;

/** A registry in front of another one, which lets pass what is wanted of Micrometer's binders. */
final class Selection {
    private Selection() {}

    /**
     * Never closed: that would close the registry behind it.
     *
     * @param names the meters that pass
     * @param withoutTags tags that are taken from them; whatever differs in these alone becomes one meter, which is right
     *     for timers and counters, not for gauges
     */
    static MeterRegistry of(MeterRegistry behind, Set<String> names, String... withoutTags) {
        CompositeMeterRegistry selection =
                new CompositeMeterRegistry(behind.config().clock());
        selection
                .config()
                .meterFilter(MeterFilter.denyUnless(id -> names.contains(id.getName())))
                .meterFilter(MeterFilter.ignoreTags(withoutTags))
                .meterFilter(shares());
        return selection.add(behind);
    }

    /** Micrometer's unit of what goes from 0 to 1 is "percent", which CloudWatch would show as such. */
    private static MeterFilter shares() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return "percent".equals(id.getBaseUnit()) ? id.withBaseUnit(null) : id;
            }
        };
    }
}
