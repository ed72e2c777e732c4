package dev.eloquent.tracing;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The pauses between attempts: each at most twice as long as the one before, by chance half to whole of that.
 *
 * @param first the longest first pause
 * @param longest no pause is longer
 * @param random 0 to 1
 */
record Backoff(Duration first, Duration longest, DoubleSupplier random) {
    /** @param attempt how many have failed, from 1 */
    Duration after(int attempt) {
        double most = Math.min((double) longest.toNanos(), first.toNanos() * Math.pow(2, attempt - 1.0));
        return Duration.ofNanos((long) (most / 2 + most / 2 * random.getAsDouble()));
    }
}
