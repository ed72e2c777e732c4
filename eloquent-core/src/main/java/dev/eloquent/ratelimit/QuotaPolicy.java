package dev.eloquent.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How much may be used in what time, and how that is counted. Meant to be a constant:
 *
 * <pre>{@code
 * static final QuotaPolicy PER_CLIENT = QuotaPolicy.exact("per-client", 1_000, Duration.ofMinutes(1));
 * static final QuotaPolicy TOKENS = QuotaPolicy.smooth("openai-tokens", 200_000, Duration.ofMinutes(1)).burst(20_000);
 * }</pre>
 *
 * <p>Nothing is checked here, so that a constant never fails to initialise: {@link Quota} tells all that is wrong at once.
 * Names must be 1 to 64 of {@code A-Z a-z 0-9 . _ -}; quota and burst 1 to 1,000,000,000, an exact quota up to 35,000,000;
 * the window 1 ms to 31 days, and with the smooth algorithm at least a microsecond for each permit.
 *
 * <p>Immutable.
 */
public final class QuotaPolicy {
    /** How many parts an exact window has. The more, the sooner a permit comes back, and the more memory a key needs. */
    public static final int SUB_WINDOWS = 60;

    private static final long MOST = 1_000_000_000;
    /** So that the sum of all parts fits into an int, whatever was settled. */
    private static final long MOST_EXACTLY = 35_000_000;

    private static final Duration LONGEST_SPAN = Duration.ofDays(366);
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final String name;
    private final Algorithm algorithm;
    private final long quota;
    private final Duration window;
    private final long burst;
    private final FailureMode failureMode;
    private final boolean dryRun;
    private final boolean acrossKeys;

    private QuotaPolicy(
            String name,
            Algorithm algorithm,
            long quota,
            Duration window,
            long burst,
            FailureMode failureMode,
            boolean dryRun,
            boolean acrossKeys) {
        this.name = Objects.requireNonNull(name, "name");
        this.algorithm = algorithm;
        this.quota = quota;
        this.window = Objects.requireNonNull(window, "window");
        this.burst = burst;
        this.failureMode = Objects.requireNonNull(failureMode, "failureMode");
        this.dryRun = dryRun;
        this.acrossKeys = acrossKeys;
    }

    /** At most that many in any window, wherever it begins. All of them may come at once: it has no burst. */
    public static QuotaPolicy exact(String name, long quota, Duration window) {
        return new QuotaPolicy(name, Algorithm.EXACT, quota, window, quota, FailureMode.LOCAL_SHARE, false, false);
    }

    /**
     * An even rate of {@code quota / window}, with a burst of a tenth of the quota, at least 1: in any window at most
     * {@code burst + quota}.
     */
    public static QuotaPolicy smooth(String name, long quota, Duration window) {
        return new QuotaPolicy(
                name, Algorithm.SMOOTH, quota, window, Math.max(1, quota / 10), FailureMode.LOCAL_SHARE, false, false);
    }

    /** How many permits may be used at once after a pause; with the smooth algorithm only. */
    public QuotaPolicy burst(long permits) {
        return new QuotaPolicy(name, algorithm, quota, window, permits, failureMode, dryRun, acrossKeys);
    }

    /** What is decided when a shared quota's store does not answer in time; {@link FailureMode#LOCAL_SHARE} by default. */
    public QuotaPolicy failureMode(FailureMode mode) {
        return new QuotaPolicy(name, algorithm, quota, window, burst, mode, dryRun, acrossKeys);
    }

    /** Only tells what it would have denied: to try a limit on real traffic before it is enforced. */
    public QuotaPolicy dryRun() {
        return new QuotaPolicy(name, algorithm, quota, window, burst, failureMode, true, acrossKeys);
    }

    /** Counts all keys together, beside policies that count each for itself. */
    public QuotaPolicy acrossKeys() {
        return new QuotaPolicy(name, algorithm, quota, window, burst, failureMode, dryRun, true);
    }

    /** Another quota; a burst that is a share of it keeps that share, at least 1. */
    public QuotaPolicy quota(long permits) {
        long newBurst = algorithm == Algorithm.EXACT
                ? permits
                : Math.max(1, Math.round((double) burst / Math.max(1, quota) * permits));
        return new QuotaPolicy(name, algorithm, permits, window, newBurst, failureMode, dryRun, acrossKeys);
    }

    /** Names it in headers, metrics, logs and the store. */
    public String name() {
        return name;
    }

    /** How usage is counted. */
    public Algorithm algorithm() {
        return algorithm;
    }

    /** How many permits a window has. */
    public long quota() {
        return quota;
    }

    /** The time that the quota is for. */
    public Duration window() {
        return window;
    }

    /** How many permits may be used at once after a pause; the quota with the exact algorithm. */
    public long burst() {
        return burst;
    }

    /** What is decided when a shared quota's store does not answer in time. */
    public FailureMode failureMode() {
        return failureMode;
    }

    /** Whether it only tells what it would have denied. */
    public boolean isDryRun() {
        return dryRun;
    }

    /** Whether it counts all keys together. */
    public boolean isAcrossKeys() {
        return acrossKeys;
    }

    /** The most that passes in any window, wherever it begins. */
    public long mostInAnyWindow() {
        return algorithm == Algorithm.EXACT ? quota : burst + quota;
    }

    /** What is wrong with it; empty if nothing. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        String which = "policy '" + Text.shown(name) + "': ";
        if (!NAME.matcher(name).matches()) {
            faults.add(which + "a name must be 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        long most = algorithm == Algorithm.EXACT ? MOST_EXACTLY : MOST;
        boolean quotaFits = quota >= 1 && quota <= most;
        if (!quotaFits) {
            faults.add(which + "quota must be 1 to " + most + ", was " + quota);
        }
        boolean windowFits = window.compareTo(SHORTEST) >= 0 && window.compareTo(LONGEST) <= 0;
        if (!windowFits) {
            faults.add(which + "window must be " + SHORTEST + " to " + LONGEST + ", was " + window);
        }
        if (algorithm == Algorithm.EXACT) {
            if (burst != quota) {
                faults.add(which + "an exact policy has no burst, its quota of " + quota + " may come at once; was "
                        + burst + ", use smooth for a burst");
            }
        } else if (burst < 1 || burst > MOST) {
            faults.add(which + "burst must be 1 to " + MOST + ", was " + burst);
        } else if (quotaFits && windowFits) {
            checkPace(which, faults);
        }
        return faults;
    }

    private void checkPace(String which, List<String> faults) {
        if (window.toNanos() / quota < 1_000) {
            faults.add(which + "each permit needs 1 µs of the window, " + quota + " in " + window
                    + " are too many; count in larger units");
        }
        if (window.dividedBy(quota).plusNanos(1).compareTo(LONGEST_SPAN.dividedBy(burst)) > 0) {
            faults.add(which + "a burst must come back within " + LONGEST_SPAN.toDays() + " days, " + burst + " at "
                    + quota + " in " + window + " take longer; choose a smaller burst");
        }
    }

    /** Such as {@code per-client: exactly 1000 in PT1M}. */
    @Override
    public String toString() {
        return name + ": "
                + (algorithm == Algorithm.EXACT
                        ? "exactly " + quota + " in " + window
                        : quota + " in " + window + ", burst " + burst)
                + (acrossKeys ? ", across keys" : "")
                + (dryRun ? ", dry run" : "");
    }
}
