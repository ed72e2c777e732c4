package dev.eloquent.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a quota has decided, and why. Immutable; at most 64 bytes.
 *
 * <p>{@link #remaining} and {@link #reset} are those of one policy, {@link #policy}: the one that is without room for
 * longest if it is denied, otherwise the one of which the least remains.
 */
public final class QuotaDecision {
    /** Where a decision was made. */
    public enum Source {
        /** In this process. */
        LOCAL,
        /** By the store, or within a lease or a refusal that it gave. */
        REMOTE,
        /** By the failure mode: the store did not answer in time. */
        FALLBACK,
        /** Here or there, and allowed only because those policies that had no room are in dry run. */
        DRY_RUN
    }

    /** More permits than a policy ever has. */
    static final long NEVER = Long.MAX_VALUE;

    private final Settlement quota;
    private final @Nullable String key;
    private final Source source;
    private final boolean allowed;
    /** Which policy it tells of. */
    private final byte policy;
    /** A bit for each policy that had no room; and for each that was charged. */
    private final byte violated;

    private final byte charged;
    private final int permits;
    private final int remaining;
    private final long resetNanos;
    private final long retryAfterNanos;
    /** What the one policy's tally marked the permits with; with several policies all of them. */
    private final long mark;

    private final long @Nullable [] marks;

    QuotaDecision(
            Settlement quota,
            @Nullable String key,
            int permits,
            Source source,
            boolean allowed,
            int policy,
            int violated,
            int charged,
            int remaining,
            long resetNanos,
            long retryAfterNanos,
            long mark,
            long @Nullable [] marks) {
        this.quota = quota;
        this.key = key;
        this.permits = permits;
        this.source = source;
        this.allowed = allowed;
        this.policy = (byte) policy;
        this.violated = (byte) violated;
        this.charged = (byte) charged;
        this.remaining = remaining;
        this.resetNanos = resetNanos;
        this.retryAfterNanos = retryAfterNanos;
        this.mark = mark;
        this.marks = marks;
    }

    /** An allowance of a limiter that is not ours, by one policy; it cannot be settled. */
    public static QuotaDecision allowed(QuotaPolicy policy, int permits, int remaining, Duration reset) {
        return foreign(policy, permits, true, remaining, reset, Duration.ZERO);
    }

    /**
     * A refusal of a limiter that is not ours, by one policy.
     *
     * @param retryAfter when as many permits can be had; {@code Duration.ofNanos(Long.MAX_VALUE)} if never
     */
    public static QuotaDecision denied(
            QuotaPolicy policy, int permits, int remaining, Duration reset, Duration retryAfter) {
        return foreign(policy, permits, false, remaining, reset, retryAfter);
    }

    private static QuotaDecision foreign(
            QuotaPolicy policy, int permits, boolean allowed, int remaining, Duration reset, Duration retryAfter) {
        List<QuotaPolicy> policies = List.of(policy);
        Settlement none = new Settlement() {
            @Override
            public List<QuotaPolicy> policies() {
                return policies;
            }

            @Override
            public void settle(QuotaDecision decision, int correction) {
                throw new UnsupportedOperationException("this limiter takes no permits back and lends none");
            }
        };
        return new QuotaDecision(
                none,
                null,
                permits,
                Source.LOCAL,
                allowed,
                0,
                allowed ? 0 : 1,
                0,
                remaining,
                reset.toNanos(),
                retryAfter.toNanos(),
                0,
                null);
    }

    /** Whether the permits were taken, or would have been if the policies in dry run were left out. */
    public boolean allowed() {
        return allowed;
    }

    /** Where it was made. */
    public Source source() {
        return source;
    }

    /** How many permits were asked for. */
    public int permits() {
        return permits;
    }

    /** The policy that {@link #remaining} and {@link #reset} are of; one in dry run only if all are. */
    public QuotaPolicy policy() {
        return quota.policies().get(policy);
    }

    /** How many permits are left by that policy; 0 at least. */
    public int remaining() {
        return remaining;
    }

    /** How long until all of that policy's permits are there again, if none is taken meanwhile. */
    public Duration reset() {
        return Duration.ofNanos(resetNanos);
    }

    /**
     * How long until as many permits can be had, if nobody else takes them: empty if it is allowed, and also if they are
     * more than a policy ever has.
     */
    public Optional<Duration> retryAfter() {
        return allowed || retryAfterNanos == NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(retryAfterNanos));
    }

    /** The policies that had no room, those in dry run too, in the quota's order; unmodifiable. */
    public List<QuotaPolicy> violated() {
        if (violated == 0) {
            return List.of();
        }
        List<QuotaPolicy> without = new ArrayList<>();
        for (int i = 0; i < quota.policies().size(); i++) {
            if (isSet(violated, i)) {
                without.add(quota.policies().get(i));
            }
        }
        return List.copyOf(without);
    }

    /**
     * Corrects an estimate, such as of an answer's length, once the actual number is known: what was too much is
     * returned, unless its time has passed anyway; what was too little is taken even if there is not as much, so that
     * others wait for it. Call it once. Never blocks.
     *
     * @param actual permits that were used, 0 or more
     * @throws IllegalArgumentException if that is negative
     * @throws IllegalStateException if it was denied
     * @throws UnsupportedOperationException if the limiter behind it is not ours
     */
    public void settle(int actual) {
        if (actual < 0) {
            throw new IllegalArgumentException("actual permits must be 0 or more, was " + actual);
        }
        if (!allowed()) {
            throw new IllegalStateException(
                    "nothing was taken for a request that was denied: there is nothing to settle");
        }
        if (actual != permits) {
            quota.settle(this, actual - permits);
        }
    }

    /** Whose permits they were. */
    String key() {
        return Objects.requireNonNull(key, "key");
    }

    /** What the policy's tally, or the store, marked the permits with. */
    long mark(int policy) {
        return marks == null ? mark : marks[policy];
    }

    /** Whether that policy was charged. */
    boolean charged(int policy) {
        return isSet(charged, policy);
    }

    private static boolean isSet(int bits, int bit) {
        return ((bits >> bit) & 1) != 0;
    }

    /** Without the key, which may be somebody's address. */
    @Override
    public String toString() {
        return (allowed() ? "allowed" : "denied") + " (" + source() + "): " + policy().name() + " has " + remaining
                + " left, reset in " + reset()
                + retryAfter().map(wait -> ", retry after " + wait).orElse("");
    }
}
