package dev.eloquent.peers.telemetry;

import java.time.Duration;
import java.util.function.Predicate;

/** A task that measures with a library, as its users call it; what the library has nothing for is unsupported. */
interface MeteredTask {
    /** What a close says. */
    enum Said {
        ALL_ARRIVED,
        NOT_ALL_ARRIVED,
        NOTHING
    }

    /** One more, where the tag has this value. */
    void count(String name, String tag, String value);

    /** So many milliseconds each. */
    void time(String name, double[] millis);

    /** As the library ends, told this deadline if it takes one. */
    Said close(Duration deadline) throws Exception;

    /** What among its own metrics tells of a loss. */
    default Predicate<Datum> tellsOfLoss() {
        throw new UnsupportedOperationException("it has no metrics of itself");
    }

    /** What so many metrics cost in a month, in dollars. */
    default double monthlyPrice(int metrics) {
        throw new UnsupportedOperationException("it knows no prices");
    }
}
