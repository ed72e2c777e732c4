package dev.eloquent.metrics.step;

import dev.eloquent.metrics.step.PutOutcome.Accepted;
import dev.eloquent.metrics.step.PutOutcome.Ambiguous;
import dev.eloquent.metrics.step.PutOutcome.Postponed;
import dev.eloquent.metrics.step.PutOutcome.Refused;
import dev.eloquent.metrics.step.Waiting.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be sent, in the order of the steps. One thread sends ({@link #loop}); the lock is never held during a call.
 * After a failure all waits ({@link Pause}). If there is no more room the oldest is dropped, unless it is under way or had no chance yet.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final Sink sink;
    private final LongSupplier nanoTime;
    private final boolean repeatAmbiguous;
    private final OutboxEvents events;
    private final Pause pause;
    private final Waiting entries;
    private final Totals totals = new Totals();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Said without the lock: a log that blocks must not keep who adds or closes. */
    private final List<Runnable> toSay = new ArrayList<>();

    private long unsaid;

    private boolean closed;
    private @Nullable Entry underWay;

    Outbox(
            Sink sink,
            LongSupplier nanoTime,
            DoubleSupplier random,
            boolean repeatAmbiguous,
            OutboxEvents events,
            long mostBytes) {
        this.sink = sink;
        this.nanoTime = nanoTime;
        this.repeatAmbiguous = repeatAmbiguous;
        this.events = events;
        this.pause = new Pause(nanoTime, random);
        this.entries = new Waiting(mostBytes);
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
                batches.forEach(batch -> drop(DropReason.CLOSED, batch.size()));
            } else {
                entries.add(batches, notBefore);
            }
            makeRoom();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom() {
        for (Entry entry : entries.makeRoom(underWay, nanoTime.getAsLong())) {
            giveUp(entry, DropReason.BUFFER_FULL);
            unsaid += entry.batch.size();
        }
    }

    /** What never came here. */
    void lost(DropReason reason, int data) {
        lock.lock();
        try {
            drop(reason, data);
        } finally {
            lock.unlock();
        }
    }

    /** Makes a call if one is due. */
    void tick() {
        Entry entry = begin();
        if (entry == null) {
            return;
        }
        long began = nanoTime.getAsLong();
        PutOutcome outcome;
        try {
            outcome = sink.put(entry.batch);
        } catch (Throwable bug) {
            // An Error too: the thread is needed for the next call.
            LOG.error("a call to CloudWatch ended in a way that it should not", bug);
            outcome = new Ambiguous(bug.toString());
        }
        settle(entry, outcome, began);
        said().forEach(Runnable::run);
    }

    private List<Runnable> said() {
        lock.lock();
        try {
            if (unsaid > 0) {
                long data = unsaid;
                toSay.add(() -> LOG.warn("{} data of metrics were dropped: {}", data, DropReason.BUFFER_FULL.text()));
                unsaid = 0;
            }
            List<Runnable> said = List.copyOf(toSay);
            toSay.clear();
            return said;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Entry begin() {
        lock.lock();
        try {
            if (closed || due() > 0) {
                return null;
            }
            underWay = entries.first();
            return underWay;
        } finally {
            lock.unlock();
        }
    }

    /** After how long a call is due, unless something happens before. With the lock. */
    private long due() {
        Entry first = entries.first();
        return first == null ? HOUR : pause.left(first.notBefore);
    }

    private void settle(Entry entry, PutOutcome outcome, long began) {
        lock.lock();
        try {
            underWay = null;
            if (closed) {
                // Told as uncertain by then.
                return;
            }
            events.took(nanoTime.getAsLong() - began);
            entries.removeFirst();
            if (outcome instanceof Accepted) {
                pause.succeeded();
                totals.sent(entry.batch.size(), entry.maybeCounted);
                events.published(entry.batch.size());
            } else if (outcome instanceof Refused refused) {
                events.failed();
                refused(entry, refused.why());
            } else if (outcome instanceof Postponed postponed) {
                again(entry, postponed.why());
            } else if (outcome instanceof Ambiguous ambiguous && repeatAmbiguous) {
                again(entry.afterNoAnswer(), ambiguous.why());
            } else if (outcome instanceof Ambiguous ambiguous) {
                failed(ambiguous.why());
                totals.uncertain(entry.batch.size());
            }
            makeRoom();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void refused(Entry entry, String why) {
        totals.failure(why);
        List<Entry> halves = entry.halves();
        if (halves.isEmpty()) {
            int size = entry.batch.size();
            toSay.add(() -> LOG.warn("CloudWatch refused {} data, which are dropped: {}", size, why));
            giveUp(entry, DropReason.REFUSED);
        }
        for (int i = halves.size() - 1; i >= 0; i--) {
            entries.putBack(halves.get(i));
        }
    }

    private void again(Entry entry, String why) {
        failed(why);
        entries.putBack(entry);
    }

    private void failed(String why) {
        totals.failure(why);
        events.failed();
        if (pause.failed()) {
            toSay.add(() -> LOG.warn(
                    "metrics could not be sent; they are kept and sent later as far as there is room: {}", why));
        }
    }

    private void giveUp(Entry entry, DropReason reason) {
        if (entry.maybeCounted) {
            totals.uncertain(entry.batch.size());
        } else {
            drop(reason, entry.batch.size());
        }
    }

    private void drop(DropReason reason, int data) {
        totals.dropped(reason, data);
        events.dropped(reason, data);
    }

    /** Sends until it is closed. */
    void loop() {
        while (true) {
            tick();
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                // Asked with the lock that is given up only by waiting, so that what happens meanwhile is not missed.
                long wait = due();
                if (wait > 0) {
                    changed.awaitNanos(wait);
                }
            } catch (InterruptedException nobodyHasThisThread) {
                return;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Sends all that there is at once. Blocks until that is done, or the time is over. */
    Settled flush(Duration deadline, Totals before) {
        return settle(deadline, before, false);
    }

    /** As {@link #flush}, and gives up the rest. The second time there is nothing left to do. */
    Settled close(Duration deadline, Totals before) {
        Settled report = settle(deadline, before, true);
        sink.abort();
        return report;
    }

    /** What a flush is to be measured from: taken before its data are added, or some might be sent already. */
    Totals totals() {
        lock.lock();
        try {
            return totals.copy();
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
            return totals.since(before, waiting(), Duration.ofNanos(System.nanoTime() - began));
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
                totals.uncertain(entry.batch.size());
            } else {
                giveUp(entry, DropReason.CLOSED);
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
