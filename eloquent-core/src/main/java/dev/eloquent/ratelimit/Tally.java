package dev.eloquent.ratelimit;

/**
 * The usage of many by one policy, each at an index. Time is nanoseconds since the quota was made, never below zero. Not
 * safe for use by several threads: whoever owns it has a lock.
 */
sealed interface Tally permits SmoothTally, ExactTally {
    /** Whether there is room for so many. */
    boolean fits(int entry, long now, int permits);

    /** The same for a reader without the lock, which changes nothing: 1 if there is, 0 if there is not, -1 if it cannot be told. */
    int glance(int entry, long now, int permits);

    /** How long until there is, if nothing else is taken: 0 if now, {@link QuotaDecision#NEVER} if never. */
    long waitFor(int entry, long now, int permits);

    /** Takes so many, whether there is room or not. */
    void take(int entry, long now, int permits);

    /** Marks what was taken last, for {@link #giveBack}. */
    long mark(int entry);

    /** Returns so many of what was taken then, as far as it has not come back anyway. */
    void giveBack(int entry, long now, long mark, int permits);

    /** How many there is room for. */
    int remaining(int entry, long now);

    /** From when on it is as if it had never been used; not after now if it is so already. */
    long busyUntil(int entry);

    /** How long until then. */
    default long reset(int entry, long now) {
        return Math.max(0, busyUntil(entry) - now);
    }

    /** What share of the quota is used, in thousandths. */
    long pressure(int entry, long now);

    /** As if it had never been used. */
    void clear(int entry);

    /** Begins with what is in both of these cells of another tally of the same policy: the lower of the two. */
    void inherit(int entry, long now, Tally cells, int one, int other);

    /** Has at least the usage of this entry of another tally of the same policy. */
    void absorb(int cell, long now, Tally entries, int entry);

    /** Counts by another quota or burst from now on; permits that are used stay used. */
    void change(QuotaPolicy policy, long now);

    /** The tally that a policy needs. */
    static Tally of(QuotaPolicy policy, int entries) {
        return policy.algorithm() == Algorithm.EXACT
                ? new ExactTally(policy, entries)
                : new SmoothTally(policy, entries);
    }
}
