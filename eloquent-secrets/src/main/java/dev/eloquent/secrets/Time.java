package dev.eloquent.secrets;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The monotonic clock, and waiting by it; tests move it by hand. */
interface Time {
    /** As {@link System#nanoTime()}: steps of the wall clock do not concern it. */
    long nanoTime();

    /** Waits. */
    void sleep(Duration wait) throws InterruptedException;

    /** That of this JVM. */
    static Time system() {
        return new Time() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void sleep(Duration wait) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            }
        };
    }
}
