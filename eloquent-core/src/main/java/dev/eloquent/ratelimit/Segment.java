package dev.eloquent.ratelimit;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A part of a quota's table, with a lock and keys of its own, for a fixed number of them.
 *
 * <p>As long as there is room, or an entry that is as if never used, a key's usage is exact. Otherwise the key with the
 * least usage among a few has to go, and its usage moves into two <b>overflow cells</b> that its hash names, which keep the
 * most that any key has brought. A key that comes, or comes back, begins with the lower of its two cells. What a key has
 * used is in both of its cells, so it never begins with less: a flood of keys frees nobody. It may begin with more, which
 * others have brought; that is counted. Two cells rather than one, as it is rare that both are high for the wrong reason.
 */
final class Segment {
    /** Entries that are compared to find one that may go. */
    private static final int CANDIDATES = 8;

    /** Entries for each cell; two rows of them cost an eighth of the memory. */
    private static final int ENTRIES_PER_CELL = 16;

    private final SpinLock lock = new SpinLock();
    private final Verdict verdict;
    private final Keys keys;
    private final Tallies entries;
    private final Tallies cells;
    private final int cellsInRow;
    private int hand;
    private long dice = 0x9e3779b97f4a7c15L;
    /** The entry that this decision has added, until it is known whether it was charged; otherwise -1. */
    private int added = -1;

    /** Before this no entry is as if never used, so that there is no use in looking for one. */
    private long noneIdleBefore;
    /** Until then a cell may be in use. */
    private long cellsBusyUntil;

    /** Whether the last decision was a refusal: then the next one may well be. Read without the lock, as a hint. */
    private boolean lastDenied;

    private long evictions;
    private long inherited;
    private long allowed;
    private long denied;

    Segment(Settlement quota, int[] numbers, int size) {
        List<QuotaPolicy> policies = quota.policies();
        verdict = new Verdict(quota, 1, 0);
        // A single one is in the cache anyway, and found sooner without the arithmetic.
        if (size > 1 && IntStream.of(numbers).allMatch(i -> policies.get(i).algorithm() == Algorithm.SMOOTH)) {
            InlineKeys beside = new InlineKeys(size, numbers.length);
            keys = beside;
            entries = Tallies.beside(beside, policies, numbers);
        } else {
            keys = new NumberedKeys(size);
            entries = new Tallies(policies, numbers, size);
        }
        cellsInRow = Math.max(16, size / ENTRIES_PER_CELL);
        cells = new Tallies(policies, numbers, 2 * cellsInRow);
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** For a decision about one of its entries, under its lock. */
    Verdict verdict() {
        return verdict;
    }

    Tallies entries() {
        return entries;
    }

    /** Counts a decision about an entry. */
    void decided(int entry, boolean allows) {
        if (added == entry) {
            charged(entry);
        }
        if (allows) {
            allowed++;
        } else {
            denied++;
        }
        if (lastDenied == allows) {
            lastDenied = !allows;
        }
    }

    /**
     * The bits of the policies that have no room for a key if it is certain that it is denied, otherwise 0. Takes no lock
     * and changes nothing, so that a flood of what is denied anyway costs no more the more threads bring it.
     */
    int surelyViolated(long hash, long now, int permits) {
        if (!lastDenied) {
            return 0;
        }
        int glance = lock.glance();
        int entry = keys.find(hash);
        int violated = entry < 0 ? -1 : entries.violatedAtAGlance(entry, now, permits);
        boolean denied = violated > 0 && (violated & ~entries.dryRun()) != 0;
        return denied && lock.undisturbed(glance) ? violated : 0;
    }

    /** The number of the key's entry, which is made if it has none. */
    int entry(long hash, long now) {
        int found = keys.find(hash);
        return found < 0 ? add(hash, now) : found;
    }

    private int add(long hash, long now) {
        if (keys.isFull()) {
            vacate(now);
        }
        int entry = keys.add(hash);
        if (now < cellsBusyUntil) {
            entries.inherit(entry, now, cells, cell(hash), otherCell(hash));
            if (now < entries.busyUntil(entry)) {
                inherited++;
            }
        } else {
            entries.clear(entry);
        }
        added = entry;
        return entry;
    }

    /** Takes an entry from its key: one that is as if never used, otherwise the least used of a few. */
    private void vacate(long now) {
        int entry = now < noneIdleBefore ? -1 : idle(now);
        if (entry < 0) {
            entry = leastUsed(now);
            evictions++;
            long hash = keys.hash(entry);
            cells.absorb(cell(hash), now, entries, entry);
            cells.absorb(otherCell(hash), now, entries, entry);
            cellsBusyUntil = Math.max(cellsBusyUntil, entries.busyUntil(entry));
        }
        keys.remove(entry);
    }

    private int idle(long now) {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < keys.places(); i++) {
            hand = hand + 1 >= keys.places() ? 0 : hand + 1;
            int entry = keys.at(hand);
            if (entry < 0) {
                continue;
            }
            long until = entries.busyUntil(entry);
            if (until <= now) {
                return entry;
            }
            earliest = Math.min(earliest, until);
        }
        noneIdleBefore = earliest;
        return -1;
    }

    private int leastUsed(long now) {
        int least = random();
        long pressure = entries.pressure(least, now);
        for (int i = 1; i < CANDIDATES; i++) {
            int entry = random();
            long other = entries.pressure(entry, now);
            if (other < pressure) {
                least = entry;
                pressure = other;
            }
        }
        return least;
    }

    /**
     * Neighbours have often come together, and are alike. When it is asked a third of the places have an entry at least. By
     * Marsaglia, "Xorshift RNGs" (2003).
     */
    private int random() {
        int entry;
        do {
            dice ^= dice << 13;
            dice ^= dice >>> 7;
            dice ^= dice << 17;
            entry = keys.at((int) Long.remainderUnsigned(dice, keys.places()));
        } while (entry < 0);
        return entry;
    }

    private int cell(long hash) {
        return (int) Long.remainderUnsigned(hash >>> 8, cellsInRow);
    }

    private int otherCell(long hash) {
        return cellsInRow + (int) Long.remainderUnsigned(Long.rotateLeft(hash * 0x9e3779b97f4a7c15L, 32), cellsInRow);
    }

    /** An entry is idle again from another time on than was known. */
    void charged(int entry) {
        added = -1;
        noneIdleBefore = Math.min(noneIdleBefore, entries.busyUntil(entry));
    }

    void change(List<QuotaPolicy> policies, long now) {
        entries.change(policies, now);
        cells.change(policies, now);
        noneIdleBefore = 0;
        cellsBusyUntil = 0;
        for (int cell = 0; cell < 2 * cellsInRow; cell++) {
            cellsBusyUntil = Math.max(cellsBusyUntil, cells.busyUntil(cell));
        }
    }

    /** Adds its counts: allowed, denied, evictions, inherited; and by policy, how often it had no room. */
    void addCounts(long[] sums, long[] violations) {
        entries.addViolations(violations);
        sums[0] += allowed;
        sums[1] += denied;
        sums[2] += evictions;
        sums[3] += inherited;
    }
}
