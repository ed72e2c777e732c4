package dev.eloquent.ratelimit;

import dev.eloquent.ratelimit.store.QuotaStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/** The settings of a {@link SharedQuota}. Not safe for use by several threads. */
public final class SharedQuotaBuilder {
    /** How long a decision waits for the store: 50 ms. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(50);

    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(1);

    private final QuotaStore store;
    private final List<QuotaPolicy> policies;
    private Duration timeout = DEFAULT_TIMEOUT;
    private Optional<Duration> lease = Optional.empty();
    private OptionalInt batch = OptionalInt.empty();
    private OptionalInt tasks = OptionalInt.empty();
    private int keys = Quota.DEFAULT_KEYS;
    private LongSupplier nanoTime = System::nanoTime;

    SharedQuotaBuilder(QuotaStore store, QuotaPolicy policy, QuotaPolicy... more) {
        this.store = Objects.requireNonNull(store, "store");
        this.policies = new ArrayList<>(List.of(more));
        this.policies.add(0, Objects.requireNonNull(policy, "policy"));
    }

    /** How long a decision waits for the store, 1 ms to 10 s; {@link #DEFAULT_TIMEOUT} by default. */
    public SharedQuotaBuilder timeout(Duration longest) {
        timeout = Objects.requireNonNull(longest, "longest");
        return this;
    }

    /**
     * How long permits that were granted in advance may be used, 0 to 1 min and a tenth of the shortest window at most; 0
     * asks the store for each decision. By default what {@link QuotaStore#usualLease} says.
     */
    public SharedQuotaBuilder lease(Duration length) {
        lease = Optional.of(length);
        return this;
    }

    /**
     * How many permits a lease has at most, 1 at least; by default a hundredth of the smallest quota. A key begins with one
     * and gets more as it uses them.
     */
    public SharedQuotaBuilder batch(int most) {
        batch = OptionalInt.of(most);
        return this;
    }

    /** How many tasks share the quota, for {@link FailureMode#LOCAL_SHARE}; by default the store counts
     * them, and until it has been heard for the first time each takes itself for the only one. */
    public SharedQuotaBuilder tasks(int number) {
        tasks = OptionalInt.of(number);
        return this;
    }

    /**
     * How many keys this process remembers leases, refusals and shares of: 1 to 50,000,000, {@value Quota#DEFAULT_KEYS} by
     * default.
     */
    public SharedQuotaBuilder keys(int number) {
        keys = number;
        return this;
    }

    SharedQuotaBuilder nanoTime(LongSupplier clock) {
        nanoTime = clock;
        return this;
    }

    /**
     * Starts it; nothing waits for the store.
     *
     * @throws RateLimitConfigurationException telling all that is wrong
     */
    public SharedQuota start() {
        List<String> faults = PolicyFaults.of(policies);
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            faults.add("timeout must be PT0.001S to " + LONGEST_TIMEOUT + ", was " + timeout);
        }
        lease.ifPresent(length -> {
            if (length.isNegative() || length.compareTo(LONGEST_LEASE) > 0) {
                faults.add("lease must be PT0S to " + LONGEST_LEASE + ", was " + length);
            } else if (length.compareTo(longestLease()) > 0) {
                faults.add(
                        "lease must be at most a tenth of the shortest window, " + longestLease() + ", was " + length);
            }
        });
        atLeastOne("batch", batch, faults);
        atLeastOne("tasks", tasks, faults);
        if (keys < 1 || keys > LocalQuotaBuilder.MOST_KEYS) {
            faults.add("keys must be 1 to " + LocalQuotaBuilder.MOST_KEYS + ", was " + keys);
        }
        if (!faults.isEmpty()) {
            throw new RateLimitConfigurationException(faults);
        }
        return new SharedQuota(this, List.copyOf(policies), store, new StoreThreads());
    }

    private static void atLeastOne(String what, OptionalInt number, List<String> faults) {
        if (number.isPresent() && number.getAsInt() < 1) {
            faults.add(what + " must be 1 or more, was " + number.getAsInt());
        }
    }

    private Duration longestLease() {
        return policies.stream()
                .map(policy -> policy.window().dividedBy(10))
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    LongSupplier clock() {
        return nanoTime;
    }

    Duration longestWait() {
        return timeout;
    }

    int keyCount() {
        return keys;
    }

    OptionalInt stated() {
        return tasks;
    }

    Duration leaseFor(QuotaStore of) {
        Duration usual = of.usualLease().compareTo(longestLease()) > 0 ? longestLease() : of.usualLease();
        return lease.orElse(usual);
    }

    /** By the policies of a time. */
    ToIntFunction<List<QuotaPolicy>> mostInBatch() {
        OptionalInt told = batch;
        return of -> told.orElseGet(() -> (int)
                Math.max(1, of.stream().mapToLong(QuotaPolicy::quota).min().orElse(1) / 100));
    }
}
