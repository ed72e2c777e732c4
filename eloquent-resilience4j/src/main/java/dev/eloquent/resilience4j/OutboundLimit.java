package dev.eloquent.resilience4j;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How many calls a dependency takes in what time, and how long a caller may wait for its turn. Meant to be a constant:
 *
 * <pre>{@code
 * static final OutboundLimit OPENAI =
 *         OutboundLimit.of("openai", 600, Duration.ofMinutes(1)).longestWait(Duration.ofSeconds(20));
 * }</pre>
 *
 * <p>resilience4j counts in periods that follow each other, and so lets two periods' worth pass at their boundary: 600 a
 * minute as one period are 1,200 within 2 ms. So the window is divided into periods of {@code burst} calls each, one period
 * fewer than the quota has room for, as a window touches one more than it is long. 600 a minute become 10 in each 59th of a
 * minute: in any minute at most 600 begin, within 2 ms at most 20, and 590 in each minute while calls are waiting. ({@code
 * BoundaryTest} measures these numbers.)
 *
 * <p>What is counted is when a call may begin. One that takes several permits may exceed the quota in a window by as many as
 * they exceed the burst.
 *
 * <p>Nothing is checked here, so that a constant never fails to initialise: {@link OutboundLimits#of} tells all that is wrong
 * at once. Names must be 1 to 64 of {@code A-Z a-z 0-9 . _ -}; the quota 2 to 1,000,000,000; the window 1 ms to 31 days; the
 * burst 1 to half the quota, and such that a period is 1 ms or longer; the longest wait 0 to 1 hour.
 *
 * <p>Immutable.
 */
public final class OutboundLimit {
    /** Into how many parts a window is divided, unless told; as many as an exact policy of ours has. */
    private static final int PARTS = 60;

    /** resilience4j's own default. */
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(5);

    private static final int MOST = 1_000_000_000;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final Duration MOST_PATIENT = Duration.ofHours(1);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final String name;
    private final int quota;
    private final Duration window;
    private final int burst;
    private final Duration longestWait;

    private OutboundLimit(String name, int quota, Duration window, int burst, Duration longestWait) {
        this.name = Objects.requireNonNull(name, "name");
        this.quota = quota;
        this.window = Objects.requireNonNull(window, "window");
        this.burst = burst;
        this.longestWait = Objects.requireNonNull(longestWait, "longestWait");
    }

    /** At most {@code quota} calls in any window, a sixtieth of them at once, and a wait of 5 s at most. */
    public static OutboundLimit of(String name, int quota, Duration window) {
        return new OutboundLimit(name, quota, window, Math.max(1, quota / PARTS), DEFAULT_WAIT);
    }

    /**
     * How many calls may begin at once after a pause; a sixtieth of the quota by default, 1 at least. While calls are waiting
     * {@code quota - burst} begin in each window, or a little less if the burst does not divide the quota: a large burst
     * costs throughput, a small one lets calls wait that come together.
     */
    public OutboundLimit burst(int calls) {
        return new OutboundLimit(name, quota, window, calls, longestWait);
    }

    /** How long a caller may wait for its turn; 5 s by default. With 0 nobody waits. */
    public OutboundLimit longestWait(Duration wait) {
        return new OutboundLimit(name, quota, window, burst, wait);
    }

    /** The dependency, and the name of resilience4j's limiter. */
    public String name() {
        return name;
    }

    /** The most calls that begin in any window. */
    public int quota() {
        return quota;
    }

    /** The time that the quota is for. */
    public Duration window() {
        return window;
    }

    /** How many calls may begin at once after a pause. */
    public int burst() {
        return burst;
    }

    /** How long a caller may wait for its turn. */
    public Duration longestWait() {
        return longestWait;
    }

    /** A window touches one period more than it is long; all of them together must stay within the quota. */
    private int periods() {
        return quota / burst - 1;
    }

    /** Rounded up, as one nanosecond less would let a window touch one more. */
    private Duration period() {
        return Duration.ofNanos((window.toNanos() + periods() - 1) / periods());
    }

    RateLimiterConfig config() {
        return RateLimiterConfig.custom()
                .limitForPeriod(burst)
                .limitRefreshPeriod(period())
                .timeoutDuration(longestWait)
                .build();
    }

    /** What is wrong with it; empty if nothing. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        String which = "limit '" + Names.shown(name) + "': ";
        if (!NAME.matcher(name).matches()) {
            faults.add(which + "a name must be 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        boolean windowFits = isWithin(window, SHORTEST, LONGEST);
        if (!windowFits) {
            faults.add(which + "window must be " + SHORTEST + " to " + LONGEST + ", was " + window);
        }
        if (quota < 2 || quota > MOST) {
            faults.add(which + "quota must be 2 to " + MOST + ", was " + quota
                    + "; for a single call in a window use an exact QuotaPolicy");
        } else if (burst < 1 || burst > quota / 2) {
            faults.add(which + "burst must be 1 to " + quota / 2 + ", half of the quota, was " + burst);
        } else if (windowFits && period().compareTo(SHORTEST) < 0) {
            faults.add(which + "a burst of " + burst + " makes periods of " + period() + ", they must be " + SHORTEST
                    + " or longer; choose a larger burst");
        }
        if (!isWithin(longestWait, Duration.ZERO, MOST_PATIENT)) {
            faults.add(which + "the longest wait must be " + Duration.ZERO + " to " + MOST_PATIENT + ", was "
                    + longestWait);
        }
        return faults;
    }

    private static boolean isWithin(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    /** Such as {@code openai: 600 in PT1M, 10 at once, waits PT5S at most}. */
    @Override
    public String toString() {
        return name + ": " + quota + " in " + window + ", " + burst + " at once, waits " + longestWait + " at most";
    }
}
