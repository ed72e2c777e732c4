package com.google.common.util.concurrent;

import com.google.common.util.concurrent.RateLimiter.SleepingStopwatch;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Guava's limiters by a clock that is given to them, which only their own package can do; they sleep in real time. */
public final class GuavaByClock {
    /** What {@link RateLimiter#create(double, Duration)} has. */
    private static final double COLD_FACTOR = 3;

    private GuavaByClock() {}

    public static RateLimiter bursty(double perSecond, LongSupplier nanoTime) {
        return RateLimiter.create(perSecond, stopwatch(nanoTime));
    }

    public static RateLimiter warmingUp(double perSecond, Duration warmUp, LongSupplier nanoTime) {
        return RateLimiter.create(perSecond, warmUp.toNanos(), TimeUnit.NANOSECONDS, COLD_FACTOR, stopwatch(nanoTime));
    }

    private static SleepingStopwatch stopwatch(LongSupplier nanoTime) {
        long start = nanoTime.getAsLong();
        return new SleepingStopwatch() {
            @Override
            protected long readMicros() {
                return TimeUnit.NANOSECONDS.toMicros(nanoTime.getAsLong() - start);
            }

            @Override
            protected void sleepMicrosUninterruptibly(long micros) {
                Uninterruptibles.sleepUninterruptibly(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros)));
            }
        };
    }
}
