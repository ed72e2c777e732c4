package dev.eloquent.tracing;

import io.opentelemetry.sdk.trace.ReadableSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Spans that have ended and wait to be sent, at most so many, and the books on what became of them.
 *
 * <p>Many threads offer, without a lock of ours; one thread takes a batch, and settles it before it takes the next. So
 * batches are settled in their order, and a flush needs to wait for a number only: what was taken when it came, and what
 * waited. Within a batch there is no order. A close ends by sealing the books: whatever is not settled then is written down as lost, and what the taking
 * thread says afterwards is not heard, so that each span is counted once.
 */
final class SpanQueue implements Pace {
    private final ArrayBlockingQueue<ReadableSpan> spans;
    private final int batch;
    private final long delay;
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private final LongAdder overflow = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final Condition settled = lock.newCondition();
    private final Counts counts = new Counts();
    private volatile boolean idle;
    private volatile boolean closing;
    private volatile boolean sealed;
    private long end;
    private long hurries;
    private long wanted;
    private long taken;
    private long done;
    private long whole; // of those that are done, the ones of batches that are settled to the end
    private long mayHaveArrived;

    SpanQueue(int capacity, int batch, Duration delay, Duration timeout, LongSupplier nanoTime) {
        this.spans = new ArrayBlockingQueue<>(capacity);
        this.batch = batch;
        this.delay = delay.toNanos();
        this.timeout = timeout;
        this.nanoTime = nanoTime;
    }

    void offer(ReadableSpan span) {
        if (closing) {
            late.increment();
        } else if (!spans.offer(span)) {
            overflow.increment();
        } else if (sealed && spans.remove(span)) {
            late.increment(); // it came between the question above and the end of the books
        } else if (idle && spans.size() >= batch) {
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
            long due = nanoTime.getAsLong() + delay;
            while (true) {
                idle = true; // before the look at the size, so that no span is missed
                int size = spans.size();
                long left = due - nanoTime.getAsLong();
                if (sealed || (closing && size == 0)) {
                    return List.of();
                }
                if (size >= batch || (size > 0 && (left <= 0 || closing || wanted > taken))) {
                    List<ReadableSpan> some = new ArrayList<>(Math.min(size, batch));
                    taken += spans.drainTo(some, batch);
                    return some;
                }
                if (left <= 0) {
                    due = nanoTime.getAsLong() + delay;
                }
                more.awaitNanos(Math.max(1, due - nanoTime.getAsLong()));
            }
        } finally {
            idle = false;
            lock.unlock();
        }
    }

    /** Some of the batch was sent. */
    void sent(long some) {
        settle(some, () -> counts.sent(some));
    }

    /** Some of the batch was lost. */
    void lost(boolean uncertain, String why, long some) {
        settle(some, () -> counts.lost(uncertain, why, some));
    }

    /** What is left of the batch was lost. */
    void restLost(String why) {
        lock.lock();
        try {
            lost(false, why, taken - done);
        } finally {
            lock.unlock();
        }
    }

    private void settle(long some, Runnable entry) {
        lock.lock();
        try {
            if (!sealed && some > 0) {
                entry.run();
                done += some;
                whole = done == taken ? done : whole;
                mayHaveArrived = Math.max(0, mayHaveArrived - some);
                settled.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Duration attempt() {
        lock.lock();
        try {
            if (!closing) {
                return timeout;
            }
            long left = sealed ? 0 : Math.max(0, end - nanoTime.getAsLong());
            return Duration.ofNanos(Math.min(left, timeout.toNanos()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean over() {
        lock.lock();
        try {
            return sealed || (closing && end - nanoTime.getAsLong() <= 0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean pause(Duration wait, boolean asked) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long until = nanoTime.getAsLong() + wait.toNanos();
            long before = hurries;
            while (true) {
                long left = until - nanoTime.getAsLong();
                if (sealed) {
                    return false;
                }
                // Before the next question: a close is a hurry too, and has time for an attempt at once.
                if (left <= 0 || (!asked && hurries != before)) {
                    return true;
                }
                if (closing && end - until < 0) {
                    return false;
                }
                more.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void mayHaveArrived(long some) {
        lock.lock();
        try {
            mayHaveArrived = Math.min(some, taken - done);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all spans that have ended by now are settled, at most so long. */
    DeliveryReport flush(Duration most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Counts before = books();
            long target = taken + spans.size();
            hurry(target);
            await(target, nanoTime.getAsLong() + most.toNanos());
            return books().since(before, unsettled(target));
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more spans, waits as a flush does, and then seals the books. The first call counts. */
    DeliveryReport close(Duration most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Counts before = books();
            if (!closing) {
                end = nanoTime.getAsLong() + most.toNanos();
                closing = true;
            }
            // A span that passed the question just before may come yet: the end is an empty queue.
            hurry(taken + spans.size());
            boolean interrupted = false;
            try {
                while (!sealed && !(spans.isEmpty() && done == taken)) {
                    long left = end - nanoTime.getAsLong();
                    if (left <= 0) {
                        break;
                    }
                    settled.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
            seal(interrupted ? "the close was interrupted" : NO_TIME);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return books().since(before, 0);
        } finally {
            lock.unlock();
        }
    }

    private void hurry(long target) {
        hurries++;
        wanted = Math.max(wanted, target);
        more.signalAll();
    }

    /** How many of the first so many, at most; spans that came later may be in the same batch. */
    private long unsettled(long target) {
        if (whole >= target) {
            return 0;
        }
        return target >= taken ? target - done : Math.min(taken - done, target - whole);
    }

    private void await(long target, long until) throws InterruptedException {
        while (whole < target && !sealed) {
            long left = until - nanoTime.getAsLong();
            if (left <= 0) {
                return;
            }
            settled.awaitNanos(left);
        }
    }

    private void seal(String why) {
        if (!sealed) {
            sealed = true; // before the queue is emptied, so that who comes later sees it
            counts.lost(true, why, mayHaveArrived);
            counts.lost(false, why, taken - done - mayHaveArrived);
            long left = spans.size();
            spans.clear();
            counts.lost(false, why, left);
            taken += left;
            done = taken;
            whole = done;
            more.signalAll();
            settled.signalAll();
        }
    }

    /** What became of all spans until now. */
    DeliveryReport totals() {
        lock.lock();
        try {
            return books().since(new Counts(), taken - done + spans.size());
        } finally {
            lock.unlock();
        }
    }

    private Counts books() {
        Counts all = counts.copy();
        all.lost(false, "the queue was full", overflow.sum());
        all.lost(false, "they ended after the close", late.sum());
        return all;
    }
}
