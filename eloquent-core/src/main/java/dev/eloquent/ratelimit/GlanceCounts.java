package dev.eloquent.ratelimit;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** Counts refusals that took no lock. */
final class GlanceCounts {
    private final LongAdder denied = new LongAdder();
    /** By policy; with one policy it is {@link #denied}. */
    private final LongAdder[] violations;

    GlanceCounts(int policies) {
        violations = new LongAdder[policies == 1 ? 0 : policies];
        Arrays.setAll(violations, i -> new LongAdder());
    }

    void denied(int violated) {
        denied.increment();
        for (int i = 0; i < violations.length; i++) {
            if (((violated >> i) & 1) != 0) {
                violations[i].increment();
            }
        }
    }

    /** Adds the violations, and returns how many were denied. */
    long addTo(long[] sums) {
        long all = denied.sum();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += violations.length == 0 ? all : violations[i].sum();
        }
        return all;
    }
}
