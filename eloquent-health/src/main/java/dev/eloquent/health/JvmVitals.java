package dev.eloquent.health;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether this JVM can still do anything: start a thread (it runs on a fresh one), allocate, and keep something free
 * after a collection. A process that cannot is not made well by waiting; every group fails, so that it is replaced.
 *
 * <p>Without it such a process is a zombie: the probes' small answers still fit where requests no longer do.
 */
final class JvmVitals implements HealthCheck {
    static final CheckSettings SETTINGS = CheckSettings.defaults()
            .interval(Duration.ofSeconds(5))
            .timeout(Duration.ofSeconds(3))
            .initially(HealthStatus.HEALTHY)
            .onlyLocal();

    /** Prepared, because there is little memory to make it when it is needed. */
    static final CheckResult NO_THREAD = CheckResult.unhealthy(ReasonCode.OUT_OF_THREADS);

    /** HotSpot's own measure of a heap that is as good as full: less than 2 % recovered (UseGCOverheadLimit). */
    private static final double FULL = 0.98;

    private final List<MemoryPoolMXBean> heapPools;
    private final long maxHeap;
    private final int canaryBytes;

    JvmVitals() {
        heapPools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                .toList();
        maxHeap = Runtime.getRuntime().maxMemory();
        canaryBytes = (int) Math.min(1 << 20, Math.max(1 << 16, maxHeap / 64));
    }

    @Override
    public CheckResult check(Duration timeout) {
        byte[] canary = new byte[canaryBytes];
        canary[canaryBytes - 1] = 1;
        long usedAfterCollection = 0;
        for (MemoryPoolMXBean pool : heapPools) {
            @Nullable MemoryUsage usage = pool.getCollectionUsage();
            usedAfterCollection += usage == null ? 0 : usage.getUsed();
        }
        if (usedAfterCollection >= FULL * maxHeap) {
            return CheckResult.unhealthy(ReasonCode.OUT_OF_MEMORY)
                    .with("used_after_collection", usedAfterCollection)
                    .with("max_heap", maxHeap);
        }
        return CheckResult.healthy();
    }
}
