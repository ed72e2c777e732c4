package dev.eloquent.metrics.cloudwatch;

import dev.eloquent.metrics.cloudwatch.PutOutcome.Accepted;
import dev.eloquent.metrics.cloudwatch.PutOutcome.Ambiguous;
import dev.eloquent.metrics.cloudwatch.PutOutcome.Postponed;
import dev.eloquent.metrics.cloudwatch.PutOutcome.Refused;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be sent, in the order of the steps. One thread sends ({@link #loop}); the lock is never held during a call.
 * After a failure all waits, ever longer up to a minute, and each wait is drawn between half and all of that; who flushes
 * waits a second at most. If there is no more room the oldest is dropped, unless it is under way.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(CloudWatchRegistry.class);
    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(1);
    private static final long FIRST_HURRIED = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_HURRIED = TimeUnit.SECONDS.toNanos(1);
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    /** How often a batch that is refused is cut in two, so that one bad datum does not cost the others. */
    private static final int CUTS = 32;

    private final Sink sink;
    private final LongSupplier nanoTime;
    private final DoubleSupplier random;
    private final AmbiguousFailure choice;
    private final OutboxEvents events;
    private final long mostBytes;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Totals totals = new Totals();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long bytes;
    private int failures;
    private long pausedUntil;
    private int hurrying;
    private boolean closed;
    private @Nullable Entry underWay;

    /** A batch in the queue; each is only itself. */
    private static final class Entry {
        private final Batch batch;
        private final long notBefore;
        private final boolean maybeCounted;
        /** How often it may still be cut; shared by the parts of what was one batch. */
        private final AtomicInteger cuts;

        Entry(Batch batch, long notBefore, boolean maybeCounted, AtomicInteger cuts) {
            this.batch = batch;
            this.notBefore = notBefore;
            this.maybeCounted = maybeCounted;
            this.cuts = cuts;
        }
    }

    Outbox(
            Sink sink,
            LongSupplier nanoTime,
            DoubleSupplier random,
            AmbiguousFailure choice,
            OutboxEvents events,
            long mostBytes) {
        this.sink = sink;
        this.nanoTime = nanoTime;
        this.random = random;
        this.choice = choice;
        this.events = events;
        this.mostBytes = mostBytes;
        this.pausedUntil = nanoTime.getAsLong();
    }

    /** @param notBefore by the monotonic clock; who flushes does not wait for it */
    void add(List<Batch> batches, long notBefore) {
        lock.lock();
        try {
            for (Batch batch : batches) {
                if (closed) {
                    drop(DropReason.CLOSED, batch.size());
                    continue;
                }
                entries.addLast(new Entry(batch, notBefore, false, new AtomicInteger(CUTS)));
                bytes += batch.bytes();
            }
            makeRoom();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom() {
        Iterator<Entry> oldest = entries.iterator();
        while (bytes > mostBytes && oldest.hasNext()) {
            Entry entry = oldest.next();
            if (!entry.equals(underWay)) {
                oldest.remove();
                bytes -= entry.batch.bytes();
                giveUp(entry, DropReason.BUFFER_FULL);
            }
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
        } catch (RuntimeException bug) {
            LOG.error("a call to CloudWatch ended in a way that it should not", bug);
            outcome = new Ambiguous(bug.toString());
        }
        settle(entry, outcome, began);
    }

    private @Nullable Entry begin() {
        lock.lock();
        try {
            if (closed || due() > 0) {
                return null;
            }
            underWay = entries.peekFirst();
            return underWay;
        } finally {
            lock.unlock();
        }
    }

    /** After how long a call is due, unless something happens before. With the lock. */
    private long due() {
        Entry first = entries.peekFirst();
        if (first == null) {
            return HOUR;
        }
        long now = nanoTime.getAsLong();
        long start = hurrying > 0 ? now : first.notBefore;
        return Math.max(0, Math.max(start - now, pausedUntil - now));
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
            bytes -= entry.batch.bytes();
            if (outcome instanceof Accepted) {
                failures = 0;
                totals.sent(entry.batch.size(), entry.maybeCounted);
                events.published(entry.batch.size());
            } else if (outcome instanceof Refused refused) {
                events.failed();
                refused(entry, refused.why());
            } else if (outcome instanceof Postponed postponed) {
                again(entry, postponed.why());
            } else if (outcome instanceof Ambiguous ambiguous && choice == AmbiguousFailure.REPEAT) {
                again(new Entry(entry.batch, entry.notBefore, true, entry.cuts), ambiguous.why());
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
        if (entry.batch.size() == 1 || entry.cuts.get() == 0) {
            LOG.warn("CloudWatch refused {} data, which are dropped: {}", entry.batch.size(), why);
            giveUp(entry, DropReason.REFUSED);
            return;
        }
        entry.cuts.decrementAndGet();
        List<Batch> halves = entry.batch.halves();
        for (int i = halves.size() - 1; i >= 0; i--) {
            putBack(new Entry(halves.get(i), entry.notBefore, entry.maybeCounted, entry.cuts));
        }
    }

    private void again(Entry entry, String why) {
        failed(why);
        putBack(entry);
    }

    private void putBack(Entry entry) {
        entries.addFirst(entry);
        bytes += entry.batch.bytes();
    }

    private void failed(String why) {
        if (failures == 0) {
            LOG.warn("metrics could not be sent; they are kept and sent later as far as there is room: {}", why);
        }
        totals.failure(why);
        events.failed();
        long longest = hurrying > 0
                ? Math.min(LONGEST_HURRIED, FIRST_HURRIED << Math.min(failures, 10))
                : Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(failures, 10));
        failures++;
        pausedUntil = nanoTime.getAsLong() + longest / 2 + (long) (longest / 2.0 * random.getAsDouble());
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
    FlushReport flush(Duration deadline, Totals before) {
        return settle(deadline, before, false);
    }

    /** As {@link #flush}, and gives up the rest. The second time there is nothing left to do. */
    FlushReport close(Duration deadline, Totals before) {
        FlushReport report = settle(deadline, before, true);
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

    private FlushReport settle(Duration deadline, Totals before, boolean last) {
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
        hurrying++;
        failures = 0;
        pausedUntil = nanoTime.getAsLong();
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
            hurrying--;
        }
    }

    private void end() {
        closed = true;
        for (Entry entry : entries) {
            if (entry.equals(underWay)) {
                totals.uncertain(entry.batch.size());
            } else {
                giveUp(entry, DropReason.CLOSED);
            }
        }
        entries.clear();
        bytes = 0;
        changed.signalAll();
    }

    long waiting() {
        lock.lock();
        try {
            return entries.stream().mapToLong(entry -> entry.batch.size()).sum();
        } finally {
            lock.unlock();
        }
    }
}
