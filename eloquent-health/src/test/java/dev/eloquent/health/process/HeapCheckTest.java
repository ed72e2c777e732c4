package dev.eloquent.health.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.testing.ChildJvm;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM of its own with each collector, its heap filled with what it needs or with garbage. */
final class HeapCheckTest {
    private static final Duration START = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(strings = {"G1", "Serial", "Parallel", "Z"})
    void aHeapOfLiveObjectsIsNearlyFull(String collector) {
        assertThat(filled(collector, "0.87")).startsWith("degraded (heap_nearly_full)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"G1", "Serial", "Parallel", "Z"})
    void control_garbageIsNoShortage(String collector) {
        assertThat(filled(collector, "0.68")).startsWith("healthy (ok)");
    }

    /** What is used at a moment crosses the limit again and again: that is how they work, not a shortage. */
    @ParameterizedTest
    @ValueSource(strings = {"Serial", "Parallel"})
    void control_whatIsUsedAtAMomentWouldHaveRaisedTheAlarm(String collector) {
        assertThat(filled(collector, "0.68")).isEqualTo("healthy (ok), at its peak more than 85 % used");
    }

    @Test
    void aLimitOfOnesOwn() {
        System.gc(); // so that something is known to be left of a collection
        HeapCheck check = HeapCheck.create();
        assertThat(check.degradedAbove(0).check(Duration.ofSeconds(1)).reason()).isEqualTo(HeapCheck.HEAP_NEARLY_FULL);
        assertThat(check.degradedAbove(1).check(Duration.ofSeconds(1)).status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void aShareIsFromNothingToAll() {
        assertThat(HeapCheck.create().degradedAbove(85).faults(CheckSettings.defaults()))
                .containsExactly("degradedAbove must be a share from 0 to 1, was 85.0");
    }

    @Test
    void itIsLocalFromTheStart() {
        assertThat(HeapCheck.create().defaultSettings().local()).isTrue();
    }

    private static String filled(String collector, String live) {
        try (ChildJvm child = ChildJvm.of(Filled.class)
                .jvmArgs("-Xms256m", "-Xmx256m", "-XX:+Use" + collector + "GC")
                .args(live)
                .start()) {
            return child.awaitLine("seen: ", START).substring("seen: ".length());
        }
    }

    /**
     * Keeps a share of the heap, makes garbage until there were some collections, and says what the check saw.
     *
     * <p>ZGC counts among what a collection left all that was allocated while it ran, and where a thread does nothing but
     * make garbage that is now and then above the limit. So its last one is asked for, and that thread waits. This shows
     * less than with the others: nothing of what the check sees while garbage is being made.
     */
    static final class Filled {
        private static final int BLOCK = 16 * 1024;
        private static final int COLLECTIONS = 20;
        /** What is live, and the last piece of garbage. */
        private static final Object[] REACHABLE = new Object[2];

        private Filled() {}

        public static void main(String[] args) {
            HeapCheck check = HeapCheck.create();
            Runtime runtime = Runtime.getRuntime();
            long max = runtime.maxMemory();
            Object[] live = new Object[(int) (Double.parseDouble(args[0]) * max / BLOCK)];
            REACHABLE[0] = live;
            for (int i = 0; i < live.length; i++) {
                live[i] = new byte[BLOCK - 16];
            }
            double peak = 0;
            for (long end = collections() + COLLECTIONS; collections() < end; ) {
                REACHABLE[1] = new byte[BLOCK];
                peak = Math.max(peak, (double) (runtime.totalMemory() - runtime.freeMemory()) / max);
            }
            if (collectsWhileWeAllocate()) {
                System.gc();
            }
            System.out.println("seen: " + check.check(Duration.ofSeconds(1)) + ", at its peak "
                    + (peak > 0.85 ? "more than 85 % used" : "used to " + peak));
        }

        private static boolean collectsWhileWeAllocate() {
            return ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .anyMatch(collector -> collector.getName().startsWith("ZGC"));
        }

        private static long collections() {
            return ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                    .sum();
        }
    }
}
