package dev.eloquent.metrics.step;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A batch that waits; each is only itself. What is told of it makes another one in its place. */
final class Entry {
    private final Batch batch;
    private final Origin origin;
    private final long position;
    private final boolean maybeCounted;

    /**
     * What the parts of a batch share.
     *
     * @param step the same number for all batches of a step
     * @param notBefore by the monotonic clock
     * @param cuts how often it may still be cut
     */
    record Origin(long step, long notBefore, AtomicInteger cuts) {}

    /** @param position of its first datum among all that ever came: the order of those that wait */
    Entry(Batch batch, Origin origin, long position) {
        this(batch, origin, position, false);
    }

    private Entry(Batch batch, Origin origin, long position, boolean maybeCounted) {
        this.batch = batch;
        this.origin = origin;
        this.position = position;
        this.maybeCounted = maybeCounted;
    }

    Batch batch() {
        return batch;
    }

    int size() {
        return batch.size();
    }

    long position() {
        return position;
    }

    long step() {
        return origin.step();
    }

    long notBefore() {
        return origin.notBefore();
    }

    boolean maybeCounted() {
        return maybeCounted;
    }

    Entry afterNoAnswer() {
        return new Entry(batch, origin, position, true);
    }

    /** Two, in order; none if it is to be cut no more. */
    List<Entry> halves() {
        if (batch.size() == 1 || origin.cuts().get() == 0) {
            return List.of();
        }
        origin.cuts().decrementAndGet();
        List<Entry> halves = new ArrayList<>();
        long at = position;
        for (Batch half : batch.halves()) {
            halves.add(new Entry(half, origin, at, maybeCounted));
            at += half.size();
        }
        return halves;
    }
}
