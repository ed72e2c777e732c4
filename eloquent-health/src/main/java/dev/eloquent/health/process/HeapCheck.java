package dev.eloquent.health.process;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the heap runs short: degraded, {@code heap_nearly_full}, while what its last collection left is more than a
 * share of its maximum, by default 85 %.
 *
 * <p>It looks at what a collection left, for what is used in between says only how long ago the last one was. Above
 * 85 % a collector works for little: of each 100 MB of heap it frees less than 15, so it runs all the more often, and
 * G1 has less left than the reserve and the smallest young generation that it wants (10 % and 5 %). This warns;
 * the process itself is given up at 98 %, with every group, whether this check is registered or not.
 *
 * <p>Measured with G1, Serial, Parallel and ZGC on JDK 17 and 25. G1 up to JDK 19 counts garbage that no marking has
 * found yet, and so may warn early. ZGC counts what was allocated while it collected: one result of a busy moment may be
 * degraded, which the failure threshold absorbs, and one that lasts says that the heap is small for what is allocated.
 * Does not block. {@linkplain CheckSettings#local() Local} by default. Immutable.
 */
public final class HeapCheck implements HealthCheck {
    /** The last collection left more than it should. */
    public static final ReasonCode HEAP_NEARLY_FULL = new ReasonCode("heap_nearly_full");

    private static final double DEGRADED_ABOVE = 0.85;

    private final HeapAfterCollection heap;
    private final double degradedAbove;

    private HeapCheck(HeapAfterCollection heap, double degradedAbove) {
        this.heap = heap;
        this.degradedAbove = degradedAbove;
    }

    /** Checks the heap of this JVM. */
    public static HeapCheck create() {
        return new HeapCheck(new HeapAfterCollection(), DEGRADED_ABOVE);
    }

    /** Degraded while more than this share of the maximum is used after a collection, 0 to 1; default 0.85. */
    public HeapCheck degradedAbove(double usedShare) {
        return new HeapCheck(heap, usedShare);
    }

    @Override
    public List<String> faults(CheckSettings settings) {
        List<String> faults = new ArrayList<>();
        Share.check(faults, "degradedAbove", degradedAbove);
        return faults;
    }

    @Override
    public CheckSettings defaultSettings() {
        return CheckSettings.defaults().onlyLocal();
    }

    @Override
    public CheckResult check(Duration timeout) {
        long used = heap.used();
        long max = Runtime.getRuntime().maxMemory();
        CheckResult result =
                used > degradedAbove * max ? CheckResult.degraded(HEAP_NEARLY_FULL) : CheckResult.healthy();
        return result.with("used_after_collection", used).with("max_heap", max);
    }
}
