package dev.eloquent.benchmarks.quotastores;

import java.time.Duration;

/** How many permits a key has in which time. */
record Limit(long permits, Duration window) {
    private static final long PLENTY = 30_000_000;

    /**
     * So many that they never run out. Who keeps a count for each part of the window, or each permit that was taken in it,
     * gets a short one: then all of it is in use before anything is measured.
     */
    static Limit plenty(String limiter) {
        boolean exact = limiter.contains("Exact") || limiter.startsWith("redisson");
        return new Limit(PLENTY, exact ? Duration.ofSeconds(3) : Duration.ofMinutes(1));
    }
}
