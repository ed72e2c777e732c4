package dev.eloquent.metrics;

/** What the heap holds. */
public final class Heap {
    private Heap() {}

    /** In bytes. Collects until nothing more goes: other tests of this JVM may have left something. */
    public static long used() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            Runtime.getRuntime().gc();
            long now = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            if (now > used - 100_000) {
                return Math.min(now, used);
            }
            used = now;
        }
        return used;
    }
}
