package dev.eloquent.health;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The thread that ticks: it sleeps as long as a tick says, or until it is woken, and outlives whatever a tick throws. */
final class Scheduler {
    private final LongSupplier tick;
    private final Consumer<Throwable> onFault;
    private final Thread thread;
    private volatile boolean ended;

    /**
     * @param tick does what is due and says for how many nanoseconds there is nothing to do
     * @param onFault told of what a tick threw, once a tick succeeds again: before, there may be no memory to tell
     */
    Scheduler(LongSupplier tick, Consumer<Throwable> onFault, ThreadFactory threads) {
        this.tick = tick;
        this.onFault = onFault;
        this.thread = threads.newThread(this::run);
        thread.setName("eloquent-health-scheduler");
    }

    void start() {
        thread.start();
    }

    /** Any thread. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Returns when the last tick is over; ticks are short. */
    void end(Patience patience) {
        ended = true;
        wake();
        patience.awaitEnd(thread);
    }

    private void run() {
        @Nullable Throwable fault = null;
        while (!ended) {
            long wait = HealthEngine.HEARTBEAT.toNanos();
            try {
                wait = tick.getAsLong();
                if (fault != null) {
                    onFault.accept(fault);
                    fault = null;
                }
            } catch (Throwable e) {
                // Also an OutOfMemoryError: this thread must outlive it. If ticks go on failing nothing is published,
                // the snapshot expires, and probes are told so.
                fault = e;
            }
            LockSupport.parkNanos(this, wait);
            // Whoever interrupts this thread means something else; with the flag set it would never park again.
            Thread.interrupted();
        }
    }
}
