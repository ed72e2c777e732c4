package dev.eloquent.ratelimit;

import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.QuotaStore;
import dev.eloquent.ratelimit.store.TakeReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Asks the store, on threads of their own, and hands out what it grants. While all threads are busy keys wait; the first
 * thread that is free takes as many of them along as the store likes to answer together.
 */
final class StoreCalls {
    private static final long ALONE_FOR = Duration.ofSeconds(10).toNanos();

    private final QuotaStore store;
    private final int together;
    private final Executor threads;
    private final Duration lease;
    private final Duration timeout;
    private final Circuit circuit;
    private final LongSupplier nanoTime;
    private final Supplier<List<QuotaPolicy>> policies;

    /** Keys that wait for a call; no key twice. */
    private final BlockingQueue<KeyLease> pending = new LinkedBlockingQueue<>(StoreThreads.QUEUE);

    /** Whose call has failed together with others may have been all right itself, and goes alone for a while. */
    private volatile long aloneUntil;

    private volatile boolean closed;

    private final AtomicInteger scheduled = new AtomicInteger();

    private final LongAdder answered = new LongAdder();
    private final LongAdder faults = new LongAdder();
    private final LongAdder time = new LongAdder();

    StoreCalls(
            QuotaStore store,
            int together,
            Executor threads,
            Duration lease,
            Duration timeout,
            Circuit circuit,
            LongSupplier nanoTime,
            Supplier<List<QuotaPolicy>> policies) {
        this.store = store;
        this.together = Math.max(1, together);
        this.aloneUntil = nanoTime.getAsLong();
        this.threads = threads;
        this.lease = lease;
        this.timeout = timeout;
        this.circuit = circuit;
        this.nanoTime = nanoTime;
        this.policies = policies;
    }

    /** Has the next call for a key made as soon as a thread is free; if none will be, its waiters are told at once. */
    void start(KeyLease key) {
        if (pending.offer(key)) {
            schedule();
        } else {
            refuse(key, new RejectedExecutionException("more keys wait for the store than may"));
        }
        if (closed) {
            refusePending(new RejectedExecutionException("closed"));
        }
    }

    /** From now on nobody waits. */
    void close() {
        closed = true;
        refusePending(new RejectedExecutionException("closed"));
    }

    private void refusePending(RejectedExecutionException why) {
        for (KeyLease key = pending.poll(); key != null; key = pending.poll()) {
            refuse(key, why);
        }
    }

    /** Sends a thread for those who wait, unless all are under way: whichever comes back first takes them along. */
    private void schedule() {
        int known = scheduled.get();
        while (known < StoreThreads.CALLS && !pending.isEmpty()) {
            if (scheduled.compareAndSet(known, known + 1)) {
                execute();
                return;
            }
            known = scheduled.get();
        }
    }

    private void execute() {
        try {
            threads.execute(this::next);
        } catch (RejectedExecutionException full) {
            scheduled.decrementAndGet();
            refusePending(full);
        }
    }

    private static void refuse(KeyLease key, RejectedExecutionException full) {
        for (List<Waiter> left = key.depart(); !left.isEmpty(); left = key.depart()) {
            left.forEach(waiter -> waiter.failed(full));
        }
    }

    private void next() {
        List<Trip> trips = new ArrayList<>();
        try {
            depart(trips);
            if (!trips.isEmpty()) {
                call(trips);
            }
        } finally {
            scheduled.decrementAndGet();
            // Whoever came meanwhile is next; other keys that wait for a thread come first.
            trips.stream().map(Trip::key).filter(KeyLease::wantsMore).forEach(this::start);
            schedule();
        }
    }

    private void depart(List<Trip> trips) {
        List<KeyLease> keys = new ArrayList<>();
        long now = nanoTime.getAsLong();
        pending.drainTo(keys, now - aloneUntil < 0 ? 1 : together);
        for (KeyLease key : keys) {
            List<Waiter> waiters = key.depart();
            if (!waiters.isEmpty()) {
                trips.add(Trip.of(key, waiters, claims(key.id(), any -> true), lease, now));
            }
        }
    }

    private void call(List<Trip> trips) {
        long asked = nanoTime.getAsLong();
        try {
            List<TakeReply> replies = trips.size() == 1
                    ? List.of(store.take(trips.get(0).request()))
                    : store.takeAll(trips.stream().map(Trip::request).toList());
            long now = nanoTime.getAsLong();
            answered.increment();
            time.add(now - asked);
            if (now - asked <= timeout.toNanos()) {
                circuit.succeeded();
            }
            int[] left = new int[trips.size()];
            for (int i = 0; i < left.length; i++) {
                left[i] = trips.get(i).arrive(replies.get(i), asked, now);
            }
            // When everybody has an answer.
            for (int i = 0; i < left.length; i++) {
                giveBack(trips.get(i), replies.get(i), left[i]);
            }
        } catch (Exception | Error fault) {
            failed(fault);
            if (trips.size() > 1) {
                aloneUntil = nanoTime.getAsLong() + ALONE_FOR;
            }
            trips.forEach(trip -> trip.failed(fault));
        }
    }

    private void failed(Throwable fault) {
        if (fault instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        faults.increment();
        circuit.failed(String.valueOf(fault.getMessage()));
    }

    /** A request that was refused, or that nobody waits for any more, must not use the quota up. */
    private void giveBack(Trip trip, TakeReply reply, int permits) throws Exception {
        List<Claim> charged = trip.charged(reply);
        if (permits > 0 && !charged.isEmpty()) {
            store.settle(charged, reply.countedAt(), -permits);
        }
    }

    private List<Claim> claims(String id, IntPredicate wanted) {
        List<QuotaPolicy> now = policies.get();
        return IntStream.range(0, now.size())
                .filter(wanted)
                .mapToObj(i -> new Claim(StoreKey.of(now.get(i), id), now.get(i)))
                .toList();
    }

    /** Corrects what was taken, of the policies that it was taken from, as soon as a thread is free; lost if the store is away. */
    void settle(QuotaDecision decision, int correction) {
        OptionalInt first = IntStream.range(0, policies.get().size())
                .filter(decision::charged)
                .findFirst();
        if (circuit.isOpen() || first.isEmpty()) {
            return;
        }
        List<Claim> charged = claims(StoreKey.id(decision.key()), decision::charged);
        long countedAt = decision.mark(first.getAsInt());
        try {
            threads.execute(() -> {
                try {
                    store.settle(charged, countedAt, correction);
                } catch (Exception | Error fault) {
                    failed(fault);
                }
            });
        } catch (RejectedExecutionException full) {
            faults.increment();
        }
    }

    void late(Waiter waiter) {
        faults.increment();
        circuit.late(waiter.since());
    }

    int waiting() {
        return pending.size();
    }

    long answered() {
        return answered.sum();
    }

    long faults() {
        return faults.sum();
    }

    Duration time() {
        return Duration.ofNanos(time.sum());
    }
}
