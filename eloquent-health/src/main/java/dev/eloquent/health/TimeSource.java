package dev.eloquent.health;

import java.time.Instant;

/** The two clocks that the checks need; tests move them by hand. */
interface TimeSource {
    /** Monotonic, as {@link System#nanoTime()}. */
    long nanoTime();

    /** The wall clock, for people to read. */
    Instant now();

    /** The clocks of this JVM. */
    static TimeSource system() {
        return new TimeSource() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public Instant now() {
                return Instant.now();
            }
        };
    }
}
