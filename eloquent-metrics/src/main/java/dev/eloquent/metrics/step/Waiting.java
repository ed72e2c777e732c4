package dev.eloquent.metrics.step;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Batches that wait, in the order of the steps, and how much room they take. Guarded by the lock of its outbox. */
final class Waiting {
    /**
     * How many bad data of a batch are found for certain, so that they do not cost the others. Each takes as many cuts as
     * the batch can be halved; a batch that is bad as a whole ends after so many calls, and not after two for each datum.
     */
    private static final int BAD = 16;

    private final long mostBytes;
    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    private long bytes;
    private long newest;
    private long came;

    Waiting(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** A step, or a part of it that somebody has flushed. */
    void add(List<Batch> batches, long notBefore) {
        newest += batches.isEmpty() ? 0 : 1;
        for (Batch batch : batches) {
            Entry.Cuts cuts = new Entry.Cuts(BAD * halvings(batch.size()));
            putBack(new Entry(batch, new Entry.Origin(newest, notBefore, cuts), came));
            came += batch.size();
        }
    }

    /** How often that many can be halved until each is alone. */
    private static int halvings(int data) {
        return data < 2 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(data - 1);
    }

    /** To its place in the order. */
    void putBack(Entry entry) {
        entries.put(entry.position(), entry);
        bytes += entry.batch().bytes();
    }

    /**
     * Which is next: of those that are due the oldest with the fewest doubts, so that one which CloudWatch does not want
     * keeps none of the others; the first if none is due.
     */
    @Nullable
    Entry next(LongPredicate due) {
        Entry next = null;
        for (Entry entry : entries.values()) {
            if (next != null && (next.doubts() == 0 || !due.test(entry.notBefore()))) {
                return next;
            }
            if (next == null || entry.doubts() < next.doubts()) {
                next = entry;
            }
        }
        return next;
    }

    void remove(Entry entry) {
        entries.remove(entry.position());
        bytes -= entry.batch().bytes();
    }

    /**
     * Takes out the oldest until there is room for the others, but for the one that is under way and for what had no chance
     * yet: the newest step, however large it is, and what is not due. Without an outage what waits only has too much before
     * it, and has twice the room.
     */
    List<Entry> makeRoom(@Nullable Entry underWay, long now, boolean outage) {
        List<Entry> out = new ArrayList<>();
        Iterator<Entry> oldest = entries.values().iterator();
        long most = outage ? mostBytes : 2 * mostBytes;
        while (bytes > most && oldest.hasNext()) {
            Entry entry = oldest.next();
            boolean hadNoChance = entry.step() == newest || entry.notBefore() - now > 0;
            if (!hadNoChance && !entry.equals(underWay)) {
                oldest.remove();
                bytes -= entry.batch().bytes();
                out.add(entry);
            }
        }
        return out;
    }

    List<Entry> takeAll() {
        List<Entry> all = List.copyOf(entries.values());
        entries.clear();
        bytes = 0;
        return all;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    long data() {
        return entries.values().stream().mapToLong(Entry::size).sum();
    }
}
