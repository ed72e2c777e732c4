package dev.eloquent.metrics.step;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent, in the order of the steps. One thread sends ({@link Sender}); the lock is never held during a call.
 * After a failure all waits ({@link Pause}). If there is no more room the oldest is dropped, unless it is under way or had
 * no chance yet.
 */
final class Outbox {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final LongSupplier nanoTime;
    private final Pause pause;
    private final Waiting entries;
    private final Account account;
    private final Answers answers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;
    private @Nullable Entry underWay;

    Outbox(Sending sending, LongSupplier nanoTime, OutboxEvents events) {
        this.nanoTime = nanoTime;
        this.pause = new Pause(nanoTime, sending.random());
        this.entries = new Waiting(sending.buffer());
        this.account = new Account(events);
        this.answers = new Answers(entries, pause, account, sending.repeatAmbiguous());
    }

    /**
     * A step, or a part of it.
     *
     * @param notBefore by the monotonic clock; who flushes does not wait for it
     */
    void add(List<Batch> batches, long notBefore) {
        lock.lock();
        try {
            if (closed) {
                batches.forEach(batch -> account.drop(DropReason.CLOSED, batch.size()));
            } else {
                if (entries.isEmpty()) {
                    pause.nothingWaits();
                }
                entries.add(batches, notBefore);
            }
            makeRoom();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom() {
        entries.makeRoom(underWay, nanoTime.getAsLong(), pause.isOutage()).forEach(account::makeRoom);
    }

    /** What never came here. */
    void lost(DropReason reason, int data) {
        lock.lock();
        try {
            account.drop(reason, data);
        } finally {
            lock.unlock();
        }
    }

    /** For a call that is due now; to be told of by {@link #answered}. */
    @Nullable
    Entry begin() {
        lock.lock();
        try {
            if (closed || due() > 0) {
                return null;
            }
            underWay = entries.next(pause::isDue);
            return underWay;
        } finally {
            lock.unlock();
        }
    }

    /** After how long a call is due, unless something happens before. With the lock. */
    private long due() {
        Entry next = entries.next(pause::isDue);
        return next == null ? HOUR : pause.left(next.notBefore());
    }

    /** Returns what is to be said of it. */
    List<Runnable> answered(Entry entry, PutOutcome outcome, long took) {
        lock.lock();
        try {
            underWay = null;
            // If it is closed, the entry has been told as uncertain.
            if (!closed) {
                account.took(took);
                entries.remove(entry);
                answers.settle(entry, outcome);
                makeRoom();
                changed.signalAll();
            }
            return account.said();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a call is due. Returns false if there will be none. */
    boolean awaitDue() throws InterruptedException {
        lock.lock();
        try {
            // Asked with the lock that is given up only by waiting, so that what happens meanwhile is not missed.
            long wait = due();
            while (!closed && wait > 0) {
                changed.awaitNanos(wait);
                wait = due();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Has all sent at once that there is. Blocks until that is done, or the time is over. */
    Settled flush(Duration deadline, Totals before) {
        return settle(deadline, before, false);
    }

    /** As {@link #flush}, and gives up the rest. The second time there is nothing left to do. */
    Settled close(Duration deadline, Totals before) {
        return settle(deadline, before, true);
    }

    /** What a flush is to be measured from: taken before its data are added, or some might be sent already. */
    Totals totals() {
        lock.lock();
        try {
            return account.totals();
        } finally {
            lock.unlock();
        }
    }

    private Settled settle(Duration deadline, Totals before, boolean last) {
        long began = System.nanoTime();
        lock.lock();
        try {
            if (!closed) {
                await(began + deadline.toNanos());
                if (last) {
                    end();
                }
            }
            return account.since(before, entries.data(), Duration.ofNanos(System.nanoTime() - began));
        } finally {
            lock.unlock();
        }
    }

    private void await(long end) {
        pause.hurry();
        changed.signalAll();
        try {
            long left = end - System.nanoTime();
            while (!entries.isEmpty() && left > 0 && !closed) {
                changed.awaitNanos(left);
                left = end - System.nanoTime();
            }
        } catch (InterruptedException e) {
            // Who waits has to go: as if the time were over.
            Thread.currentThread().interrupt();
        } finally {
            pause.hurryNoMore();
        }
    }

    private void end() {
        closed = true;
        for (Entry entry : entries.takeAll()) {
            if (entry.equals(underWay)) {
                account.uncertain(entry);
            } else {
                account.giveUp(entry, DropReason.CLOSED);
            }
        }
        changed.signalAll();
    }

    long waiting() {
        lock.lock();
        try {
            return entries.data();
        } finally {
            lock.unlock();
        }
    }
}
