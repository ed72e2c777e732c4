package dev.eloquent.shutdown;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The clocks, and waiting by them; tests move them by hand. */
interface Time {
    /** Monotonic, as {@link System#nanoTime()}. */
    long nanoTime();

    /** The wall clock, for people to read. */
    Instant now();

    /** Waits. */
    void sleep(Duration wait) throws InterruptedException;

    /** The clocks of this JVM. */
    static Time system() {
        return new Time() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public void sleep(Duration wait) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            }
        };
    }
}
