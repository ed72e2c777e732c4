package dev.eloquent.ratelimit;

/**
 * The window in parts of equal length, and how many permits were taken in each of the last {@code SUB_WINDOWS + 1}.
 *
 * <p>The bound: a sliding window of {@code SUB_WINDOWS} parts' length overlaps at most one part more than that. Whenever a
 * permit is taken, all of those parts that reach back from now hold {@code quota} permits at most, and the last permit
 * that a window saw was taken when all the others in it were still counted. So there are never more than {@code quota} in
 * it. The price: a permit comes back only when the part in which it was taken has left the window as a whole.
 */
final class ExactTally implements Tally {
    static final int PARTS = QuotaPolicy.SUB_WINDOWS + 1;

    /** Up to this quota the counts need two bytes each. */
    private static final int NARROW = Character.MAX_VALUE;

    private final long part;
    private Counts counts;
    /**
     * Two words for each, beside each other so that they come into the cache together: when the newest part ends, by which
     * a look at the clock mostly gets by without a division; and the total, above the place of the newest part.
     */
    private final long[] heads;

    private int quota;

    ExactTally(QuotaPolicy policy, int entries) {
        part = (policy.window().toNanos() + QuotaPolicy.SUB_WINDOWS - 1) / QuotaPolicy.SUB_WINDOWS;
        quota = (int) policy.quota();
        counts = Counts.of(quota <= NARROW, entries * PARTS);
        heads = new long[2 * entries];
    }

    /** Makes the part of now the newest, unless the clock has stepped back: then the one that was stays it. */
    private void advance(int entry, long now) {
        if (now < end(entry)) {
            return;
        }
        long begin = now - now % part;
        long passed = (begin - end(entry)) / part + 1;
        if (total(entry) == 0 || passed >= PARTS) {
            forget(entry);
        } else {
            for (int i = 0; i < passed; i++) {
                int place = next(newest(entry));
                set(entry, total(entry) - counts.set(entry * PARTS + place, 0), place);
            }
        }
        heads[2 * entry] = begin + part;
    }

    private void forget(int entry) {
        if (total(entry) != 0) {
            counts.clear(entry * PARTS, (entry + 1) * PARTS);
            set(entry, 0, newest(entry));
        }
    }

    private long end(int entry) {
        return heads[2 * entry];
    }

    private int total(int entry) {
        return (int) (heads[2 * entry + 1] >> Byte.SIZE);
    }

    private int newest(int entry) {
        return (int) heads[2 * entry + 1] & 0xff;
    }

    private void set(int entry, int total, int newest) {
        heads[2 * entry + 1] = (long) total << Byte.SIZE | newest;
    }

    private void grow(int entry, int by) {
        set(entry, total(entry) + by, newest(entry));
    }

    private static int next(int position) {
        return position + 1 == PARTS ? 0 : position + 1;
    }

    @Override
    public boolean fits(int entry, long now, int permits) {
        advance(entry, now);
        return permits <= quota - total(entry);
    }

    @Override
    public int glance(int entry, long now, int permits) {
        if (now >= end(entry)) {
            return -1;
        }
        return permits <= quota - total(entry) ? 1 : 0;
    }

    @Override
    public long waitFor(int entry, long now, int permits) {
        advance(entry, now);
        if (permits > quota) {
            return QuotaDecision.NEVER;
        }
        long tooMany = (long) total(entry) + permits - quota;
        if (tooMany <= 0) {
            return 0;
        }
        // The oldest part is the next to be overwritten; it leaves when the newest one ends.
        int position = newest(entry);
        long leaves = end(entry);
        for (int i = 0; i < PARTS; i++) {
            position = next(position);
            tooMany -= counts.get(entry * PARTS + position);
            if (tooMany <= 0) {
                break;
            }
            leaves += part;
        }
        return leaves - now;
    }

    @Override
    public void take(int entry, long now, int permits) {
        advance(entry, now);
        grow(entry, counts.add(entry * PARTS + newest(entry), permits));
    }

    /** When the part ends in which it was counted. */
    @Override
    public long mark(int entry) {
        return end(entry);
    }

    @Override
    public void giveBack(int entry, long now, long mark, int permits) {
        advance(entry, now);
        long age = (end(entry) - mark) / part;
        if (age >= 0 && age < PARTS) {
            int position = entry * PARTS + Math.floorMod(newest(entry) - (int) age, PARTS);
            int back = Math.min(permits, counts.get(position));
            counts.set(position, counts.get(position) - back);
            grow(entry, -back);
        }
    }

    @Override
    public int remaining(int entry, long now) {
        advance(entry, now);
        return Math.max(0, quota - total(entry));
    }

    @Override
    public long busyUntil(int entry) {
        if (total(entry) == 0) {
            return 0;
        }
        int position = newest(entry);
        long leaves = end(entry) + (PARTS - 1) * part;
        while (counts.get(entry * PARTS + position) == 0) {
            position = position == 0 ? PARTS - 1 : position - 1;
            leaves -= part;
        }
        return leaves;
    }

    @Override
    public long pressure(int entry, long now) {
        advance(entry, now);
        return total(entry) * 1_000L / quota;
    }

    @Override
    public void clear(int entry) {
        forget(entry);
        heads[2 * entry] = 0;
    }

    @Override
    public void inherit(int entry, long now, Tally cells, int one, int other) {
        ExactTally theirs = (ExactTally) cells;
        theirs.advance(one, now);
        theirs.advance(other, now);
        clear(entry);
        if (theirs.total(one) == 0 || theirs.total(other) == 0) {
            return;
        }
        heads[2 * entry] = Math.max(theirs.end(one), theirs.end(other));
        theirs.advance(one, end(entry) - 1);
        theirs.advance(other, end(entry) - 1);
        for (int age = 0; age < PARTS; age++) {
            int count = Math.min(theirs.aged(one, age), theirs.aged(other, age));
            counts.set(position(entry, age), count);
            grow(entry, count);
        }
    }

    @Override
    public void absorb(int cell, long now, Tally entries, int entry) {
        ExactTally theirs = (ExactTally) entries;
        theirs.advance(entry, now);
        advance(cell, now);
        long newer = Math.max(end(cell), theirs.end(entry)) - 1;
        theirs.advance(entry, newer);
        advance(cell, newer);
        for (int age = 0; age < PARTS; age++) {
            int more = theirs.aged(entry, age) - aged(cell, age);
            if (more > 0) {
                grow(cell, counts.add(position(cell, age), more));
            }
        }
    }

    private int aged(int entry, int age) {
        return counts.get(position(entry, age));
    }

    private int position(int entry, int age) {
        return entry * PARTS + Math.floorMod(newest(entry) - age, PARTS);
    }

    @Override
    public void change(QuotaPolicy policy, long now) {
        quota = (int) policy.quota();
        if (quota > NARROW) {
            counts = counts.wide();
        }
    }
}
