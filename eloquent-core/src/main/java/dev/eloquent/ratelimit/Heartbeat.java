package dev.eloquent.ratelimit;

import dev.eloquent.ratelimit.store.QuotaStore;
import java.time.Duration;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/** Tells the store that this task is alive, learns how many are, and finds out when a store that was away is back. */
final class Heartbeat implements Runnable {
    /** Between two looks at whether there is something to do. */
    static final long TICK_MILLIS = 500;

    /** Ticks between two calls while all is well: 5 s, as stores expect. */
    private static final int TICKS = 10;

    /** All quotas of a process are one task. */
    private static final String TASK = UUID.randomUUID().toString();

    private final QuotaStore store;
    private final Circuit circuit;
    private final IntConsumer alive;
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private int ticks;

    Heartbeat(QuotaStore store, Circuit circuit, Duration timeout, LongSupplier nanoTime, IntConsumer alive) {
        this.store = store;
        this.circuit = circuit;
        this.timeout = timeout;
        this.nanoTime = nanoTime;
        this.alive = alive;
    }

    @Override
    public void run() {
        if (ticks++ % TICKS != 0 && !circuit.isOpen()) {
            return;
        }
        try {
            long asked = nanoTime.getAsLong();
            alive.accept(store.liveTasks(TASK));
            if (nanoTime.getAsLong() - asked <= timeout.toNanos()) {
                circuit.beat();
            }
        } catch (Exception | Error fault) {
            if (fault instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            circuit.failed(String.valueOf(fault.getMessage()));
        }
    }
}
