package dev.eloquent.ratelimit;

/**
 * The generic cell rate algorithm. Of each only the time is kept at which it will be as if never used; each permit moves
 * that later by {@code interval = window / quota}, and it may be at most {@code burst * interval} ahead of now.
 *
 * <p>The bound: between two moments {@code W} apart that time can be moved by {@code W} and the burst's span, which are
 * {@code quota + burst} permits. The interval is rounded up, so that the rate is never above the stated one.
 */
final class SmoothTally implements Tally {
    /** What is owed after a settlement is forgotten beyond this: ten years, so that sums never overflow. */
    private static final long LONGEST_DEBT = 10L * 365 * 24 * 3600 * 1_000_000_000;

    /** With something else between them, if they stand beside the keys. */
    private final long[] words;

    /** Where that of an entry is, counted from the entry. */
    private final int offset;

    /** Between those of two entries. */
    private final int stride;

    private long interval;
    private long burst;

    SmoothTally(QuotaPolicy policy, int entries) {
        this(policy, new long[entries], 0, 1);
    }

    SmoothTally(QuotaPolicy policy, long[] words, int offset, int stride) {
        this.words = words;
        this.offset = offset;
        this.stride = stride;
        set(policy);
    }

    private long until(int entry) {
        return words[entry + offset];
    }

    private void set(int entry, long until) {
        words[entry + offset] = until;
    }

    private void set(QuotaPolicy policy) {
        interval = (policy.window().toNanos() + policy.quota() - 1) / policy.quota();
        burst = policy.burst();
    }

    @Override
    public boolean fits(int entry, long now, int permits) {
        return permits <= burst && Math.max(until(entry), now) + permits * interval - now <= burst * interval;
    }

    @Override
    public int glance(int entry, long now, int permits) {
        return fits(entry, now, permits) ? 1 : 0;
    }

    @Override
    public long waitFor(int entry, long now, int permits) {
        if (permits > burst) {
            return QuotaDecision.NEVER;
        }
        return Math.max(0, Math.max(until(entry), now) + permits * interval - now - burst * interval);
    }

    @Override
    public void take(int entry, long now, int permits) {
        long begin = Math.max(until(entry), now);
        set(entry, Math.min(now + LONGEST_DEBT, begin + Math.min(permits, LONGEST_DEBT / interval) * interval));
    }

    /** Its place in the queue: later takers are behind it, and what is before it comes back before it does. */
    @Override
    public long mark(int entry) {
        return until(entry);
    }

    @Override
    public void giveBack(int entry, long now, long mark, int permits) {
        long notYetBack = Math.max(0, Math.min(mark, until(entry)) - now);
        long back = Math.min(Math.min(permits, LONGEST_DEBT / interval) * interval, notYetBack);
        set(entry, until(entry) - back);
    }

    @Override
    public int remaining(int entry, long now) {
        long used = Math.max(0, until(entry) - now);
        return (int) Math.max(0, (burst * interval - used) / interval);
    }

    @Override
    public long busyUntil(int entry) {
        return until(entry);
    }

    @Override
    public long pressure(int entry, long now) {
        return Math.max(0, until(entry) - now) / Math.max(1, burst * interval / 1_000);
    }

    @Override
    public void clear(int entry) {
        set(entry, 0);
    }

    @Override
    public void inherit(int entry, long now, Tally cells, int one, int other) {
        SmoothTally theirs = (SmoothTally) cells;
        set(entry, Math.min(theirs.until(one), theirs.until(other)));
    }

    @Override
    public void absorb(int cell, long now, Tally entries, int entry) {
        set(cell, Math.max(until(cell), ((SmoothTally) entries).until(entry)));
    }

    @Override
    public void change(QuotaPolicy policy, long now) {
        long before = interval;
        set(policy);
        if (interval != before) {
            // In permits, not in time: otherwise a lower quota would make of 30 s that are used up half as many
            // permits.
            int first = stride == 1 ? 0 : 1 + offset;
            for (int i = first; i < words.length; i += stride) {
                words[i] = words[i] <= now ? words[i] : now + Math.min(LONGEST_DEBT, scaled(words[i] - now, before));
            }
        }
    }

    private long scaled(long used, long before) {
        return (long) Math.min(LONGEST_DEBT, Math.ceil((double) used / before * interval));
    }
}
