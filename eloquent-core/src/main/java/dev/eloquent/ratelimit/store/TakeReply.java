package dev.eloquent.ratelimit.store;

import java.time.Duration;
import java.util.List;

/**
 * What a store has granted.
 *
 * @param granted {@code permits} to {@code batch}, taken from every counter whose policy is enforced and from every one
 *     in dry run that had as many; or 0, and nothing was taken from any
 * @param countedAt for when they count, in microseconds since 1970 by the store's clock: the end of the lease; settling names it
 * @param counters the counters afterwards, in the request's order
 */
public record TakeReply(int granted, long countedAt, List<Counter> counters) {
    /** Copies the list. */
    public TakeReply {
        counters = List.copyOf(counters);
    }

    /**
     * One counter after the request.
     *
     * @param charged whether the grant was taken from it: not if nothing was granted, nor in a dry run without room
     * @param remaining permits that could be had now, 0 at least
     * @param reset how long until it is as if never used, if nothing else is taken
     * @param retryAfter how long until {@code permits} can be had, zero if there was room; {@link #NEVER} if they are
     *     more than the policy ever has
     */
    public record Counter(boolean charged, long remaining, Duration reset, Duration retryAfter) {
        /** For more permits than the policy ever has. */
        public static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);
    }
}
