package dev.eloquent.shutdown;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what is in flight, with a gate that can be closed once. It is itself the work without a name: all of that is
 * alike, and nothing has to be found or made between the begin and the end.
 *
 * <p>The promise: after {@link #shut} has returned, a sum of zero means that nothing which was let in is
 * still under way, and nothing will be let in. It holds because entering first counts and then looks at the gate, while
 * closing first shuts the gate and then counts: of two such threads at least one sees the other's write. After the gate
 * has shut, all entries that were let in have been counted, so that a sum which reads the cells one by one can miss
 * leaves but no entries; one that is turned away takes back its count where it made it. So a sum is too high while
 * somebody leaves or is turned away, and never too low.
 *
 * <p>There is a cell for each few threads, a cache line apart, so that threads do not wait for each other. A leave may
 * come from another thread than its entry.
 */
final class GatedCounter implements Work {
    /** Longs between two cells: 128 bytes, as processors fetch lines in pairs. */
    private static final int STRIDE = 16;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private enum State {
        OPEN,
        /** Ends are counted. */
        DRAINING,
        CLOSED,
        /** Nothing ends well any more. */
        OVER
    }

    private final LongAdder ended = new LongAdder();
    private final long[] cells;
    private final int mask;
    private volatile State state = State.OPEN;

    GatedCounter() {
        int processors = Runtime.getRuntime().availableProcessors();
        int count = Integer.highestOneBit(Math.max(1, processors * 4 - 1)) * 2;
        mask = count - 1;
        cells = new long[(count + 1) * STRIDE];
    }

    /** Whether it was let in; if so, {@link #leave} must follow, once. */
    boolean enter() {
        int cell = cell();
        CELL.getAndAdd(cells, cell, 1L);
        State now = state;
        if (now == State.CLOSED || now == State.OVER) {
            CELL.getAndAdd(cells, cell, -1L);
            return false;
        }
        return true;
    }

    void leave() {
        // Before it counts as gone: whoever sees that all have gone is to see how many ended.
        State now = state;
        if (now != State.OPEN && now != State.OVER) {
            ended.increment();
        }
        CELL.getAndAdd(cells, cell(), -1L);
    }

    private int cell() {
        // Ids are counted up, so neighbours get cells of their own.
        return (((int) Thread.currentThread().getId() & mask) + 1) * STRIDE;
    }

    /** From now on it is counted what ends. */
    void startDraining() {
        advance(State.DRAINING);
    }

    /** From now on nothing is let in. */
    void shut() {
        advance(State.CLOSED);
    }

    /** From now on nothing counts as ended: what ends was cut, most often because its connection was closed under it. */
    void giveUp() {
        advance(State.OVER);
    }

    private synchronized void advance(State next) {
        if (state.compareTo(next) < 0) {
            state = next;
        }
    }

    boolean draining() {
        return state != State.OPEN;
    }

    /** How many are in flight; a moving target until the gate is shut. */
    long sum() {
        long sum = 0;
        for (int cell = STRIDE; cell < cells.length; cell += STRIDE) {
            sum += (long) CELL.getVolatile(cells, cell);
        }
        return sum;
    }

    /** How many have left since the draining began, and before it was given up. */
    long ended() {
        return ended.sum();
    }

    @Override
    public boolean refused() {
        return false;
    }

    /** Ends work without a name. */
    @Override
    public void close() {
        leave();
    }
}
