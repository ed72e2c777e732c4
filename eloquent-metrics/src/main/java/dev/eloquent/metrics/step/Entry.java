package dev.eloquent.metrics.step;

import java.util.ArrayList;
import java.util.List;

/** A batch that waits; each is only itself. What is told of it makes another one in its place. */
final class Entry {
    private final Batch batch;
    private final Origin origin;
    private final long position;
    private final boolean maybeCounted;
    private final Doubts doubts;

    /**
     * What the parts of a batch share.
     *
     * @param step the same number for all batches of a step
     * @param notBefore by the monotonic clock
     * @param cuts how often it is cut
     */
    record Origin(long step, long notBefore, Cuts cuts) {}

    /** Of a batch and its parts. */
    static final class Cuts {
        /** Enough to see whether anything of a batch is taken at all. */
        private static final int FEW = 4;

        private final int most;
        private int made;

        Cuts(int most) {
            this.most = most;
        }

        boolean make(boolean few) {
            boolean may = made < (few ? Math.min(FEW, most) : most);
            made += may ? 1 : 0;
            return may;
        }
    }

    /**
     * Answers that turned it down without a reason.
     *
     * @param alone of these, how many had another call accepted since the one before: then it is not the endpoint
     * @param accepted how many calls had been when the last one came
     * @param last whether the last one counts among these
     */
    private record Doubts(int number, int alone, long accepted, boolean last) {
        private static final Doubts NONE = new Doubts(0, 0, Long.MAX_VALUE, false);

        Doubts another(long acceptedNow) {
            boolean now = acceptedNow > accepted;
            return new Doubts(number + 1, now ? alone + 1 : alone, acceptedNow, now);
        }
    }

    /** @param position of its first datum among all that ever came: the order of those that wait */
    Entry(Batch batch, Origin origin, long position) {
        this(batch, origin, position, false, Doubts.NONE);
    }

    private Entry(Batch batch, Origin origin, long position, boolean maybeCounted, Doubts doubts) {
        this.batch = batch;
        this.origin = origin;
        this.position = position;
        this.maybeCounted = maybeCounted;
        this.doubts = doubts;
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

    /** How often it was turned down without a reason. */
    int doubts() {
        return doubts.number();
    }

    /** How often of these another call had been accepted since the time before; 0 if none was since the last time. */
    int aloneInDoubt() {
        return doubts.last() ? doubts.alone() : 0;
    }

    Entry afterNoAnswer() {
        return new Entry(batch, origin, position, true, doubts);
    }

    /** @param accepted how many calls have been so far */
    Entry doubted(long accepted) {
        return new Entry(batch, origin, position, maybeCounted, doubts.another(accepted));
    }

    /**
     * Two, in order; none if it is to be cut no more.
     *
     * @param few whether there is little hope for the parts
     */
    List<Entry> halves(boolean few) {
        if (batch.size() == 1 || !origin.cuts().make(few)) {
            return List.of();
        }
        List<Entry> halves = new ArrayList<>();
        long at = position;
        for (Batch half : batch.halves()) {
            halves.add(new Entry(half, origin, at, maybeCounted, doubts));
            at += half.size();
        }
        return halves;
    }
}
