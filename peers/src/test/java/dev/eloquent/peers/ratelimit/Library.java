package dev.eloquent.peers.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** How a library makes limits, as its own guide has it. */
interface Library {
    /** For how many keys a table has room, where that can be said. */
    int ROOM = 10_000;

    /** One by each of its algorithms; the first is what the rows are tried on that are not about algorithms. */
    List<Limiter> each(int permits, Duration window, LongSupplier clock);

    /** The first of each. */
    default Limiter limiter(int permits, Duration window, LongSupplier clock) {
        return each(permits, window, clock).get(0);
    }

    /** One that spares what is behind it after a pause, or the usual one. */
    default Limiter warmingUp(int permits, Duration window, LongSupplier clock) {
        return limiter(permits, window, clock);
    }

    /** One permit of a key. */
    Predicate<String> byKey(int permits, Duration window, LongSupplier clock);

    /** A request that needs room in both, ten an hour and one a second. */
    BooleanSupplier tenAnHourAndOneASecond(LongSupplier clock);
}
