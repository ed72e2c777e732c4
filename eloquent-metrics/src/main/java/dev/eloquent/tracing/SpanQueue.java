package dev.eloquent.tracing;

import io.opentelemetry.sdk.trace.ReadableSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Spans that have ended and wait to be sent, at most so many. Many threads offer, without a lock of ours; one thread takes.
 * One of {@link SpanStock}.
 */
final class SpanQueue {
    private final ReentrantLock lock;
    private final Condition more;
    private final ClosingTime time;
    private final SpanBooks books;
    private final ArrayBlockingQueue<ReadableSpan> spans;
    private final int batch;
    private final long delay;
    private final LongAdder overflow = new LongAdder();
    private final LongAdder late = new LongAdder();
    private volatile boolean idle;
    private long wanted;

    SpanQueue(ReentrantLock lock, ClosingTime time, SpanBooks books, int capacity, int batch, Duration delay) {
        this.lock = lock;
        this.more = lock.newCondition();
        this.time = time;
        this.books = books;
        this.spans = new ArrayBlockingQueue<>(capacity);
        this.batch = batch;
        this.delay = delay.toNanos();
    }

    void offer(ReadableSpan span) {
        if (time.isClosing()) {
            late.increment();
        } else if (!spans.offer(span)) {
            overflow.increment();
        } else if (time.isSealed() && spans.remove(span)) {
            late.increment(); // it came between the question above and the end of the books
        } else if (idle && (time.isClosing() || spans.size() >= batch)) {
            wake();
        }
    }

    private void wake() {
        lock.lock();
        try {
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a batch: until it is full, its time has come, or somebody flushes. Empty: there will be no more. */
    List<ReadableSpan> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long due = time.now() + delay;
            while (true) {
                idle = true; // before the look at the size, so that no span is missed
                int size = spans.size();
                long left = due - time.now();
                if (time.isSealed()) {
                    return List.of();
                }
                boolean hurried = time.isClosing() || wanted > books.taken();
                if (size >= batch || (size > 0 && (left <= 0 || hurried))) {
                    List<ReadableSpan> some = new ArrayList<>(Math.min(size, batch));
                    books.took(spans.drainTo(some, batch));
                    return some;
                }
                if (left <= 0) {
                    due = time.now() + delay;
                }
                more.awaitNanos(Math.max(1, due - time.now()));
            }
        } finally {
            idle = false;
            lock.unlock();
        }
    }

    int size() {
        return spans.size();
    }

    /** Has spans taken at once until there were so many. With the lock, as all that follows. */
    void want(long target) {
        wanted = Math.max(wanted, target);
        more.signalAll();
    }

    /** Once it is sealed: takes out what is left, and tells how many that were. */
    int clear() {
        int left = spans.drainTo(new ArrayList<>());
        more.signalAll();
        return left;
    }

    /** Adds what did not come in. */
    void addRefused(Counts counts) {
        counts.lost(false, "the queue was full", overflow.sum());
        counts.lost(false, "they ended after the close", late.sum());
    }
}
