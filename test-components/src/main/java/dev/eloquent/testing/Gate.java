package dev.eloquent.testing;

import java.util.function.BooleanSupplier;

/** Holds threads back while it is shut. It starts open. */
final class Gate {
    private boolean shut;

    synchronized void shut() {
        shut = true;
    }

    synchronized void open() {
        shut = false;
        notifyAll();
    }

    /** Makes the threads that wait ask again whether they should give up. */
    synchronized void recheck() {
        notifyAll();
    }

    /** Returns when the gate is open or the caller's wait has become pointless. */
    synchronized void pass(BooleanSupplier giveUp) throws InterruptedException {
        while (shut && !giveUp.getAsBoolean()) {
            wait();
        }
    }
}
