package dev.eloquent.ratelimit;

import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.QuotaStore;
import dev.eloquent.ratelimit.store.TakeReply;
import dev.eloquent.ratelimit.store.TakeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Asks the store, on threads of their own, and hands out what it grants. */
final class StoreCalls {
    /** Not for long: a limit may be raised, or what was taken may be returned. */
    private static final long LONGEST_DENIAL = Duration.ofSeconds(1).toNanos();

    private final QuotaStore store;
    private final Executor threads;
    private final Duration lease;
    private final Duration timeout;
    private final Circuit circuit;
    private final LongSupplier nanoTime;
    private final Supplier<List<QuotaPolicy>> policies;

    private final LongAdder answered = new LongAdder();
    private final LongAdder faults = new LongAdder();
    private final LongAdder time = new LongAdder();

    StoreCalls(
            QuotaStore store,
            Executor threads,
            Duration lease,
            Duration timeout,
            Circuit circuit,
            LongSupplier nanoTime,
            Supplier<List<QuotaPolicy>> policies) {
        this.store = store;
        this.threads = threads;
        this.lease = lease;
        this.timeout = timeout;
        this.circuit = circuit;
        this.nanoTime = nanoTime;
        this.policies = policies;
    }

    /** Has the next call for a key made as soon as a thread is free; if none will be, its waiters are told at once. */
    void start(KeyLease key) {
        try {
            threads.execute(() -> call(key));
        } catch (RejectedExecutionException full) {
            for (List<Waiter> left = key.depart(); !left.isEmpty(); left = key.depart()) {
                left.forEach(waiter -> waiter.failed(full));
            }
        }
    }

    private void call(KeyLease key) {
        List<Waiter> waiters = key.depart();
        if (waiters.isEmpty()) {
            return;
        }
        long asked = nanoTime.getAsLong();
        try {
            TakeRequest request = request(key, waiters);
            TakeReply reply = store.take(request);
            long now = nanoTime.getAsLong();
            answered.increment();
            time.add(now - asked);
            if (now - asked <= timeout.toNanos()) {
                circuit.succeeded();
            }
            long denied = now + Math.min(LONGEST_DENIAL, wait(request, reply));
            int left = key.arrive(waiters, reply, asked + lease.toNanos(), now, denied, request.permits());
            if (left > 0) {
                giveBack(request, reply, left);
            }
        } catch (Exception | Error fault) {
            if (fault instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            faults.increment();
            circuit.failed(String.valueOf(fault.getMessage()));
            waiters.forEach(waiter -> waiter.failed(fault));
        }
        // Whoever came meanwhile is next; other keys that wait for a thread come first.
        start(key);
    }

    /** A request that was refused, or that nobody waits for any more, must not use the quota up. */
    private void giveBack(TakeRequest request, TakeReply reply, int permits) throws Exception {
        List<Claim> charged = new ArrayList<>();
        for (int i = 0; i < request.claims().size(); i++) {
            if (reply.counters().get(i).charged()) {
                charged.add(request.claims().get(i));
            }
        }
        if (!charged.isEmpty()) {
            store.settle(charged, reply.countedAt(), -permits);
        }
    }

    private TakeRequest request(KeyLease key, List<Waiter> waiters) {
        int least = Integer.MAX_VALUE;
        long all = 0;
        for (Waiter waiter : waiters) {
            least = Math.min(least, waiter.permits());
            all += waiter.permits();
        }
        long batch = all + (lease.isZero() ? 0 : key.extra(nanoTime.getAsLong(), lease.toNanos()));
        return new TakeRequest(claims(key.id(), any -> true), least, (int) Math.min(Integer.MAX_VALUE, batch), lease);
    }

    private List<Claim> claims(String id, IntPredicate wanted) {
        List<QuotaPolicy> now = policies.get();
        return IntStream.range(0, now.size())
                .filter(wanted)
                .mapToObj(i -> new Claim(StoreKey.of(now.get(i), id), now.get(i)))
                .toList();
    }

    /** How long the policy that waits longest has to, of those that are enforced. */
    static long wait(TakeRequest request, TakeReply reply) {
        long longest = 0;
        for (int i = 0; i < request.claims().size(); i++) {
            if (!request.claims().get(i).policy().isDryRun()) {
                longest = Math.max(longest, nanos(reply.counters().get(i).retryAfter()));
            }
        }
        return longest;
    }

    /** {@link QuotaDecision#NEVER} for what does not fit. */
    static long nanos(Duration duration) {
        return duration.toSeconds() > Integer.MAX_VALUE ? QuotaDecision.NEVER : duration.toNanos();
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
                    if (fault instanceof InterruptedException) {
                        Thread.currentThread().interrupt();
                    }
                    faults.increment();
                    circuit.failed(String.valueOf(fault.getMessage()));
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
