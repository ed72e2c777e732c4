package dev.eloquent.logging;

import dev.eloquent.metrics.lines.WholeLines;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lines that wait to be written, bounded by bytes. One thread writes ({@link #loop}); the lock is never held while it does,
 * nor while a line is made. Lines below WARN may fill four fifths; the last fifth is for the others. What finds no room is dropped, the newest that
 * is: what led to a stall is worth more than what followed. How many there were is said in a line of their own once half
 * of the room is free.
 */
final class LineQueue {
    private static final byte[] NOTHING = {};

    private final WholeLines console;
    private final long most;
    private final Lost lost;
    private final Deque<byte[]> lines = new ArrayDeque<>();
    private final Map<DropCause, Long> dropped = new EnumMap<>(DropCause.class);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** With that of the line that is being written, which is the first. */
    private long bytes;

    private long unsaidLow;
    private long unsaidHigh;
    private boolean closed;
    private boolean writeThrough;
    private long patience;

    /** Makes the line that tells what was dropped; may fail. */
    interface Lost {
        byte[] line(long belowWarn, long others);
    }

    LineQueue(WholeLines console, long most, Lost lost) {
        this.console = console;
        this.most = most;
        this.lost = lost;
    }

    /** Whether a line would find room now; counted if not. Spares the making of one that would not. */
    boolean admits(boolean important) {
        lock.lock();
        try {
            return admit(0, important);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a line, or counts it. Blocks only if the JVM is at its end. */
    void add(byte[] line, boolean important) {
        lock.lock();
        try {
            if (admit(line.length, important)) {
                lines.addLast(line);
                bytes += line.length;
                changed.signalAll();
                if (writeThrough) {
                    long took = awaitEmpty(patience); // which gives up the lock
                    patience -= took;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean admit(int length, boolean important) {
        if (closed) {
            count(DropCause.STOPPED, 1);
            return false;
        }
        if (bytes + length > (important ? most : most / 5 * 4)) {
            count(DropCause.BUFFER_FULL, 1);
            unsaidHigh += important ? 1 : 0;
            unsaidLow += important ? 0 : 1;
            return false;
        }
        return true;
    }

    /** A line that could not be made. */
    void failed() {
        lock.lock();
        try {
            count(DropCause.FAILED, 1);
        } finally {
            lock.unlock();
        }
    }

    private void count(DropCause cause, long more) {
        dropped.merge(cause, more, Long::sum);
    }

    long dropped(DropCause cause) {
        lock.lock();
        try {
            return dropped.getOrDefault(cause, 0L);
        } finally {
            lock.unlock();
        }
    }

    /** Writes until it is closed, which alone ends it: an interrupt may be left by a stream or an encoder. */
    void loop() {
        byte[] line = next();
        while (line != null) {
            boolean well = write(line);
            written(line, well, said(line.length));
            line = next();
        }
    }

    private byte @Nullable [] next() {
        lock.lock();
        try {
            while (lines.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            // Or the next write might not begin.
            Thread.interrupted();
            return closed ? null : lines.peekFirst();
        } finally {
            lock.unlock();
        }
    }

    /** The console may be anybody's stream: this thread outlives whatever it throws. */
    private boolean write(byte[] line) {
        try {
            return console.write(line);
        } catch (Throwable fault) {
            return false;
        }
    }

    /** What tells of the lines dropped so far, if there is room once that many bytes are gone; else empty. */
    private byte[] said(int written) {
        long low;
        long high;
        lock.lock();
        try {
            if (closed || unsaidLow + unsaidHigh == 0 || bytes - written > most / 2) {
                return NOTHING;
            }
            low = unsaidLow;
            high = unsaidHigh;
            unsaidLow = 0;
            unsaidHigh = 0;
        } finally {
            lock.unlock();
        }
        try {
            return lost.line(low, high);
        } catch (Throwable fault) {
            // The encoder is anybody's, too. The counters still have them.
            failed();
            return NOTHING;
        }
    }

    private void written(byte[] line, boolean well, byte[] said) {
        lock.lock();
        try {
            if (closed) {
                // Counted as dropped by then.
                return;
            }
            lines.removeFirst();
            bytes -= line.length;
            if (!well) {
                count(DropCause.FAILED, 1);
            }
            if (said.length > 0) {
                lines.addLast(said);
                bytes += said.length;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Blocks until all is written, or for that long. */
    void flush(long nanos) {
        lock.lock();
        try {
            awaitEmpty(nanos);
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on each line waits until it is written, since nobody will write it later.
     *
     * @param nanos for how long, all lines together
     */
    void writeThrough(long nanos) {
        lock.lock();
        try {
            writeThrough = true;
            patience = nanos - awaitEmpty(nanos);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #flush}; then there are no lines any more, and what is left is counted. */
    void close(long nanos) {
        lock.lock();
        try {
            awaitEmpty(nanos);
            if (!closed) {
                closed = true;
                count(DropCause.STOPPED, lines.size());
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How long it took. */
    private long awaitEmpty(long nanos) {
        long left = nanos;
        try {
            while (!lines.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // Who waits has to go: as if the time were over.
            Thread.currentThread().interrupt();
        }
        return nanos - Math.max(0, left);
    }
}
