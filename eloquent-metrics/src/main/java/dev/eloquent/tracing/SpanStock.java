package dev.eloquent.tracing;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Spans from their end until it is known what became of them: a queue, the books and the time that is left, and the flush
 * and the close that wait for all three, under one lock.
 *
 * <p>One thread takes a batch, and settles it before it takes the next. So batches are settled in their order, and a flush
 * needs to wait for a number only: what was taken when it came, and what waited. Within a batch there is no order. A close
 * ends by sealing the books: whatever is not settled then is written down as lost, and what the taking thread says
 * afterwards is not heard, so that each span is counted once.
 */
final class SpanStock {
    private final ReentrantLock lock = new ReentrantLock();
    private final ClosingTime time;
    private final SpanBooks books = new SpanBooks(lock);
    private final SpanQueue queue;

    SpanStock(int capacity, int batch, Duration delay, Duration timeout, LongSupplier nanoTime) {
        this.time = new ClosingTime(lock, timeout, nanoTime);
        this.queue = new SpanQueue(lock, time, books, capacity, batch, delay);
    }

    SpanQueue queue() {
        return queue;
    }

    SpanBooks books() {
        return books;
    }

    ClosingTime time() {
        return time;
    }

    /** Waits until all spans that have ended by now are settled, at most so long. */
    DeliveryReport flush(Duration most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Counts before = counts();
            long until = time.now() + most.toNanos();
            long target = hurry();
            while (books.unsettled(target) > 0 && !time.isSealed()) {
                long left = until - time.now();
                if (left <= 0) {
                    break;
                }
                books.awaitNews(left);
            }
            return counts().since(before, books.unsettled(target));
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more spans, waits as a flush does, and then seals the books. The first call counts. */
    DeliveryReport close(Duration most) {
        lock.lock(); // also by a thread that is interrupted: it ends without waiting
        try {
            Counts before = counts();
            time.close(most);
            hurry();
            boolean interrupted = false;
            try {
                // A span that passed the queue's question just before may come yet: the end is an empty queue.
                while (!time.isSealed() && !(queue.size() == 0 && books.unsettled() == 0)) {
                    long left = time.left();
                    if (left <= 0) {
                        break;
                    }
                    books.awaitNews(left);
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
            seal(interrupted ? "the close was interrupted" : Pace.NO_TIME);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return counts().since(before, 0);
        } finally {
            lock.unlock();
        }
    }

    /** Has all that there is sent at once. How many that are, from the first span on. */
    private long hurry() {
        long target = books.taken() + queue.size();
        time.hurry();
        queue.want(target);
        return target;
    }

    private void seal(String why) {
        if (!time.isSealed()) {
            time.seal(); // before the queue is emptied, so that who comes later sees it
            books.seal(why, queue.clear());
        }
    }

    /** What became of all spans until now. */
    DeliveryReport totals() {
        lock.lock();
        try {
            return counts().since(new Counts(), books.unsettled() + queue.size());
        } finally {
            lock.unlock();
        }
    }

    private Counts counts() {
        Counts all = books.copy();
        queue.addRefused(all);
        return all;
    }
}
