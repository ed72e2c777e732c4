package dev.eloquent.ratelimit;

import dev.eloquent.ratelimit.store.QuotaStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * A quota that several processes share through a {@link QuotaStore}:
 *
 * <pre>{@code
 * SharedQuota perClient = shutdown.own(SharedQuota.builder(PostgresQuotaStore.of(ownPool), PER_CLIENT).start());
 * }</pre>
 *
 * <p>A decision waits for the store for at most {@link SharedQuotaBuilder#timeout}; then, and while the store is known to be
 * away, each policy decides by its {@link FailureMode}. With leases most decisions are made here: the store has granted
 * permits in advance. All threads that want the same key share one call.
 *
 * <p><b>Bounds.</b> While the store answers: exact, {@code quota} in any window, whatever the lease; smooth, {@code burst +
 * quota} and what an even rate gives in the time of a lease. In a window that the store was away in, {@link
 * FailureMode#LOCAL_SHARE} adds at most the quota once more. Permits that are leased and not used are nobody's until the
 * lease has come back: {@code tasks * batch} at most.
 *
 * <p>Safe for use by several threads. {@link #close} closes the store, too.
 */
public final class SharedQuota implements Quota, AutoCloseable {
    private final LongSupplier nanoTime;
    private final Duration timeout;
    private final ToIntFunction<List<QuotaPolicy>> mostInBatch;
    private final Leases leases;
    private final Circuit circuit;
    private final Fallback fallback;
    private final StoreCalls calls;
    private final Runnable ends;

    private final LongAdder allowed = new LongAdder();
    private final LongAdder denied = new LongAdder();
    private final LongAdder fallbacks = new LongAdder();
    private final Map<String, LongAdder> violations = new HashMap<>();

    private volatile Current current;

    /** The policies of a time, for the decisions that were made by them. */
    private record Current(StoreCalls calls, List<QuotaPolicy> policies) implements Settlement {
        @Override
        public void settle(QuotaDecision decision, int correction) {
            calls.settle(decision, correction);
        }
    }

    SharedQuota(SharedQuotaBuilder settings, List<QuotaPolicy> policies, QuotaStore store, StoreThreads threads) {
        nanoTime = settings.clock();
        timeout = settings.longestWait();
        mostInBatch = settings.mostInBatch();
        leases = new Leases(settings.keyCount(), mostInBatch.applyAsInt(policies));
        circuit = new Circuit(policies.get(0).name());
        fallback = new Fallback(policies, settings.stated().orElse(1), settings.keyCount(), nanoTime);
        calls = new StoreCalls(
                store,
                store.mostTogether(policies),
                threads.calls(),
                settings.leaseFor(store),
                timeout,
                circuit,
                nanoTime,
                this::policies);
        current = new Current(calls, policies);
        policies.forEach(policy -> violations.put(policy.name(), new LongAdder()));
        Heartbeat heartbeat = new Heartbeat(
                store, circuit, timeout, nanoTime, settings.stated().isPresent() ? alive -> {} : fallback::tasks);
        ends = threads.run(heartbeat, store);
    }

    /** Begins a quota in this store. */
    public static SharedQuotaBuilder builder(QuotaStore store, QuotaPolicy policy, QuotaPolicy... more) {
        return new SharedQuotaBuilder(store, policy, more);
    }

    /**
     * As {@link Quota#tryAcquire(String, int)}; waits for the store, {@link SharedQuotaBuilder#timeout} at most.
     *
     * @throws IllegalArgumentException if permits are less than 1
     */
    @Override
    public boolean tryAcquire(String key, int permits) {
        return check(key, permits).allowed();
    }

    /**
     * As {@link Quota#check(String, int)}; waits for the store, {@link SharedQuotaBuilder#timeout} at most.
     *
     * @throws IllegalArgumentException if permits are less than 1
     */
    @Override
    public QuotaDecision check(String key, int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits must be 1 or more, was " + permits);
        }
        QuotaDecision decision = decide(Objects.requireNonNull(key, "key"), permits);
        (decision.allowed() ? allowed : denied).increment();
        for (QuotaPolicy policy : decision.violated()) {
            LongAdder count = violations.get(policy.name());
            if (count != null) {
                count.increment();
            }
        }
        return decision;
    }

    private QuotaDecision decide(String key, int permits) {
        Current policies = current;
        long now = nanoTime.getAsLong();
        KeyLease lease = leases.of(StoreKey.id(key));
        return switch (lease.take(now, permits)) {
            case GRANTED -> {
                fallback.charge(key, permits);
                yield RemoteDecision.leased(policies, key, permits, lease.snapshot(now));
            }
            case DENIED -> RemoteDecision.known(policies, key, permits, lease.snapshot(now));
            case UNKNOWN -> circuit.isOpen() ? fallback(policies, key, permits) : ask(policies, key, permits, lease);
        };
    }

    private QuotaDecision ask(Current policies, String key, int permits, KeyLease lease) {
        Waiter waiter = new Waiter(permits);
        if (lease.join(waiter)) {
            calls.start(lease);
        }
        try {
            return answered(policies, key, permits, waiter.answer().get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            calls.late(waiter);
            return givenUp(policies, key, permits, waiter);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return givenUp(policies, key, permits, waiter);
        } catch (ExecutionException failed) {
            return fallback(policies, key, permits);
        }
    }

    private QuotaDecision answered(Current policies, String key, int permits, Waiter.Answer answer) {
        if (answer.granted()) {
            fallback.charge(key, permits);
        }
        return RemoteDecision.of(policies, key, permits, answer);
    }

    private QuotaDecision givenUp(Current policies, String key, int permits, Waiter waiter) {
        // The answer may have come at this very moment: what it took must not be lost.
        return waiter.giveUp()
                .map(answer -> answered(policies, key, permits, answer))
                .orElseGet(() -> fallback(policies, key, permits));
    }

    private QuotaDecision fallback(Current policies, String key, int permits) {
        fallbacks.increment();
        return fallback.decide(policies.policies(), key, permits);
    }

    /** How many keys wait for a thread. */
    int waitingKeys() {
        return calls.waiting();
    }

    /** How many wait for the next call for a key. */
    int waiting(String key) {
        return leases.of(StoreKey.id(key)).waiting();
    }

    /**
     * Decides by other quotas, bursts or dry runs from now on; tell all tasks. What was used stays used.
     *
     * @param policies as many as there are, of the same names, algorithms, windows and failure modes, in the same order
     * @throws RateLimitConfigurationException telling all that is wrong with them; then nothing changes
     */
    public synchronized void change(QuotaPolicy... policies) {
        List<QuotaPolicy> next = List.of(policies);
        List<String> faults = PolicyFaults.of(next);
        faults.addAll(PolicyFaults.ofChange(current.policies(), next));
        faults.addAll(PolicyFaults.ofFailureModes(current.policies(), next));
        if (!faults.isEmpty()) {
            throw new RateLimitConfigurationException(faults);
        }
        fallback.change(next);
        leases.mostInBatch(mostInBatch.applyAsInt(next));
        current = new Current(calls, next);
    }

    @Override
    public List<QuotaPolicy> policies() {
        return current.policies();
    }

    @Override
    public QuotaStatistics statistics() {
        Map<String, Long> byName = new HashMap<>();
        violations.forEach((name, count) -> byName.put(name, count.sum()));
        return new QuotaStatistics(
                allowed.sum(),
                denied.sum(),
                byName,
                fallbacks.sum(),
                0,
                0,
                calls.answered(),
                calls.faults(),
                calls.time());
    }

    /** Ends its threads and closes the store. Decisions after that are the failure mode's. */
    @Override
    public void close() {
        calls.close();
        ends.run();
    }
}
