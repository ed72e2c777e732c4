package dev.eloquent.peers.ratelimit;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A limit of 1,000 a minute in the chart. */
enum Contender {
    EXACT("Eloquent, exact"),
    SMOOTH("Eloquent, smooth"),
    RESILIENCE4J("resilience4j"),
    BUCKET4J_INTERVALLY("Bucket4j, intervally"),
    BUCKET4J_GREEDY("Bucket4j, greedy"),
    GUAVA("Guava"),
    FAILSAFE_BURSTY("Failsafe, bursty"),
    FAILSAFE_SMOOTH("Failsafe, smooth"),
    /** The control: what is written where there is no library. */
    FIXED_WINDOW("a fixed window");

    static final int QUOTA = 1_000;

    final String label;

    Contender(String label) {
        this.label = label;
    }

    Limiter make(LongSupplier clock) {
        Duration minute = Attack.MINUTE;
        return switch (this) {
            case EXACT -> EloquentLimits.exact(QUOTA, minute, clock);
            case SMOOTH -> EloquentLimits.smooth(QUOTA, minute, clock);
            case RESILIENCE4J -> Resilience4jLimits.cycles(QUOTA, minute, clock);
            case BUCKET4J_INTERVALLY -> Bucket4jLimits.intervally(QUOTA, minute, clock);
            case BUCKET4J_GREEDY -> Bucket4jLimits.greedy(QUOTA, minute, clock);
            case GUAVA -> GuavaLimits.bursty(QUOTA, minute, clock);
            case FAILSAFE_BURSTY -> FailsafeLimits.bursty(QUOTA, minute, clock);
            case FAILSAFE_SMOOTH -> FailsafeLimits.smooth(QUOTA, minute, clock);
            case FIXED_WINDOW -> new FixedWindow(QUOTA, minute, clock);
        };
    }
}
