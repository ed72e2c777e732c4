package dev.eloquent.peers.ratelimit;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A limit of a library, as its users call it; what the library has nothing for is unsupported. */
interface Limiter {
    /** Takes so many permits, or none; does not wait. */
    boolean take(int permits);

    /** Takes one. */
    default boolean take() {
        return take(1);
    }

    /** Takes one, and if it has to, waits for it in real time, so long at most. */
    boolean takeWithin(Duration longest);

    /** Takes an estimate, and corrects it to what it was. */
    default void takeEstimated(int estimate, int actual) {
        throw new UnsupportedOperationException("what was taken is not given back");
    }

    /** What one who is refused is told of when to come back, without taking a turn. */
    default Optional<Duration> refusal() {
        return Optional.empty();
    }

    /** Another limit, in the same time. */
    default void change(int permits) {
        throw new UnsupportedOperationException("the limit cannot be changed");
    }

    /** Takes one each time, and a listener of the library's hears of refusals. */
    default BooleanSupplier heard(Runnable refused) {
        throw new UnsupportedOperationException("there are no listeners");
    }

    /** How many can be had now, one by one. */
    default int takeAll() {
        int taken = 0;
        while (take()) {
            taken++;
        }
        return taken;
    }
}
