package dev.eloquent.metrics.step;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Batches that wait, in the order of the steps, and how much room they take. Guarded by the lock of its outbox. */
final class Waiting {
    /**
     * How many bad data of a batch are found for certain, so that they do not cost the others. Each takes as many cuts as
     * the batch can be halved; a batch that is bad as a whole ends after so many calls, and not after two for each datum.
     */
    private static final int BAD = 16;

    private final long mostBytes;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    private long newest;

    Waiting(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** A batch; each is only itself. */
    static final class Entry {
        final Batch batch;
        final long notBefore;
        final boolean maybeCounted;
        private final long step;
        /** How often it may still be cut; shared by the parts of what was one batch. */
        private final AtomicInteger cuts;

        private Entry(Batch batch, long notBefore, long step, boolean maybeCounted, AtomicInteger cuts) {
            this.step = step;
            this.batch = batch;
            this.notBefore = notBefore;
            this.maybeCounted = maybeCounted;
            this.cuts = cuts;
        }

        Entry afterNoAnswer() {
            return new Entry(batch, notBefore, step, true, cuts);
        }

        /** Two, in order; none if it is to be cut no more. */
        List<Entry> halves() {
            if (batch.size() == 1 || cuts.get() == 0) {
                return List.of();
            }
            cuts.decrementAndGet();
            return batch.halves().stream()
                    .map(half -> new Entry(half, notBefore, step, maybeCounted, cuts))
                    .toList();
        }
    }

    /** A step, or a part of it that somebody has flushed. */
    void add(List<Batch> batches, long notBefore) {
        newest++;
        for (Batch batch : batches) {
            AtomicInteger cuts = new AtomicInteger(BAD * halvings(batch.size()));
            entries.addLast(new Entry(batch, notBefore, newest, false, cuts));
            bytes += batch.bytes();
        }
    }

    /** How often that many can be halved until each is alone. */
    private static int halvings(int data) {
        return data < 2 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(data - 1);
    }

    void putBack(Entry entry) {
        entries.addFirst(entry);
        bytes += entry.batch.bytes();
    }

    @Nullable
    Entry first() {
        return entries.peekFirst();
    }

    void removeFirst() {
        bytes -= entries.removeFirst().batch.bytes();
    }

    /**
     * Takes out the oldest until there is room for the others, but for the one that is under way and for what had no chance
     * yet: the newest step, however large it is, and what is not due.
     */
    List<Entry> makeRoom(@Nullable Entry underWay, long now) {
        List<Entry> out = new ArrayList<>();
        Iterator<Entry> oldest = entries.iterator();
        while (bytes > mostBytes && oldest.hasNext()) {
            Entry entry = oldest.next();
            boolean hadNoChance = entry.step == newest || entry.notBefore - now > 0;
            if (!hadNoChance && !entry.equals(underWay)) {
                oldest.remove();
                bytes -= entry.batch.bytes();
                out.add(entry);
            }
        }
        return out;
    }

    List<Entry> takeAll() {
        List<Entry> all = List.copyOf(entries);
        entries.clear();
        bytes = 0;
        return all;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    long data() {
        return entries.stream().mapToLong(entry -> entry.batch.size()).sum();
    }
}
