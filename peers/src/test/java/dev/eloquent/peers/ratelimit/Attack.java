package dev.eloquent.peers.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** How somebody gets the most out of a limit a minute. Each finds what the other does not. */
enum Attack {
    /** All that can be had right before a minute ends, and again when the next one begins; three times. */
    BURST_AT_THE_BOUNDARY {
        @Override
        void run(Limiter limiter, MovableTime time, List<Long> passes) {
            for (int minute = 0; minute < 3; minute++) {
                time.move(MINUTE.minus(MILLISECOND));
                takeAll(limiter, time, passes);
                time.move(MILLISECOND);
                takeAll(limiter, time, passes);
            }
        }
    },

    /** A try each millisecond for five minutes, after one without any, in which some limits save up. */
    SUSTAINED_FLOOD {
        @Override
        void run(Limiter limiter, MovableTime time, List<Long> passes) {
            time.move(MINUTE);
            for (long i = 0; i < 5 * MINUTE.toMillis(); i++) {
                if (limiter.take()) {
                    passes.add(time.getAsLong());
                }
                time.move(MILLISECOND);
            }
        }
    };

    static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    abstract void run(Limiter limiter, MovableTime time, List<Long> passes);

    private static void takeAll(Limiter limiter, MovableTime time, List<Long> passes) {
        for (int i = limiter.takeAll(); i > 0; i--) {
            passes.add(time.getAsLong());
        }
    }

    /** The most that passes in any minute, its end excluded. */
    long mostInAnyMinute(Function<LongSupplier, Limiter> made) {
        return mostInAnyMinute(made, Duration.ZERO);
    }

    /** @param pause before the attack begins */
    long mostInAnyMinute(Function<LongSupplier, Limiter> made, Duration pause) {
        MovableTime time = new MovableTime();
        Limiter limiter = made.apply(time);
        time.move(pause);
        List<Long> passes = new ArrayList<>();
        run(limiter, time, passes);
        int most = 0;
        int begin = 0;
        for (int end = 0; end < passes.size(); end++) {
            while (passes.get(end) - passes.get(begin) >= MINUTE.toNanos()) {
                begin++;
            }
            most = Math.max(most, end - begin + 1);
        }
        return most;
    }
}
