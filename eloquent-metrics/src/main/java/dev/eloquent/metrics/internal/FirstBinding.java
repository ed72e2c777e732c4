package dev.eloquent.metrics.internal;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * Refuses what would be bound a second time. Micrometer takes it without a word: it keeps the meter that reads the first
 * source and never reads the second.
 */
public final class FirstBinding {
    private FirstBinding() {}

    /**
     * Looks for a meter that the binding is about to make.
     *
     * @param what is bound, as in "quota 'per-client'"
     * @param remedy what to do instead
     * @throws IllegalStateException if there is one
     */
    public static void require(MeterRegistry registry, String meter, Tags tags, String what, String remedy) {
        if (registry.find(meter).tags(tags).meter() != null) {
            throw new IllegalStateException(what + " must be bound to a registry once, and meter '" + meter
                    + "' of it is there already; " + remedy);
        }
    }
}
