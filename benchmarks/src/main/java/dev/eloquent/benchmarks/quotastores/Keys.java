package dev.eloquent.benchmarks.quotastores;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Clients by their addresses, who ask equally often: what a lease gains with many of them is the least that it can. */
record Keys(List<String> all) {
    static Keys of(int number) {
        return new Keys(IntStream.range(0, number)
                .mapToObj(i -> "10.0." + (i >> 8) + "." + (i & 255))
                .toList());
    }

    String any() {
        return all.get(ThreadLocalRandom.current().nextInt(all.size()));
    }

    /** Has each of them ask once, so that none is new when it is measured. */
    void askOnce(Limiter limiter) {
        all.forEach(key -> require(limiter, key));
    }

    /** Where all is allowed, a refusal is a fault. */
    static boolean require(Limiter limiter, String key) {
        if (!limiter.tryAcquire(key)) {
            throw new IllegalStateException(key + " was denied: there is plenty, so this measures something else");
        }
        return true;
    }
}
