package dev.eloquent.ecs;

import java.util.concurrent.locks.Condition;

/** The clock, and waiting by it; tests move it by hand. */
interface Time {
    /** Monotonic, as {@link System#nanoTime()}. */
    long nanoTime();

    /** Waits to be signalled, or until so much time has passed, or for no reason. */
    void await(Condition condition, long nanos) throws InterruptedException;

    /** The clock of this JVM. */
    static Time system() {
        return new Time() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            @SuppressWarnings({"WaitNotInLoop", "ResultOfMethodCallIgnored"}) // the caller has the loop and asks again
            public void await(Condition condition, long nanos) throws InterruptedException {
                condition.awaitNanos(nanos);
            }
        };
    }
}
