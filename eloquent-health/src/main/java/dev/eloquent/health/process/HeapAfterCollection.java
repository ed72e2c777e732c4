package dev.eloquent.health.process;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How much of the heap was still used after its last collection.
 *
 * <p>Each pool keeps what was used after the last collection that looked at it. That serves everywhere but with G1 up to
 * JDK 19, where the old generation has such a value only after a mixed or a full collection, and there is neither while
 * the old generation holds nothing that could be freed: a heap 90 % full of live objects shows as 0. There, what the
 * last collection of any kind left serves; it counts garbage that no marking has found yet.
 */
final class HeapAfterCollection {
    private static final String G1_YOUNG = "G1 Young Generation";
    /** The bean of G1's marking, since JDK 20: with it the old generation's value is kept up to date. */
    private static final String G1_MARKING = "G1 Concurrent GC";

    private final List<MemoryPoolMXBean> pools;
    private final List<GarbageCollectorMXBean> blindCollectors;

    HeapAfterCollection() {
        pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                .toList();
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);
        Set<String> names =
                collectors.stream().map(GarbageCollectorMXBean::getName).collect(Collectors.toSet());
        blindCollectors = names.contains(G1_YOUNG) && !names.contains(G1_MARKING) ? collectors : List.of();
    }

    /** In bytes; 0 before the first collection. */
    long used() {
        return blindCollectors.stream()
                .map(collector -> Optional.<GcInfo>ofNullable(collector.getLastGcInfo()))
                .flatMap(Optional::stream)
                .max((one, other) -> Long.compare(one.getEndTime(), other.getEndTime()))
                .map(this::usedAfter)
                .orElseGet(this::keptByThePools);
    }

    private long usedAfter(GcInfo collection) {
        return pools.stream()
                .map(pool ->
                        Optional.ofNullable(collection.getMemoryUsageAfterGc().get(pool.getName())))
                .flatMap(Optional::stream)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    private long keptByThePools() {
        long used = 0;
        for (MemoryPoolMXBean pool : pools) {
            @Nullable MemoryUsage usage = pool.getCollectionUsage();
            used += usage == null ? 0 : usage.getUsed();
        }
        return used;
    }
}
