package dev.eloquent.ratelimit;

import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/** The settings of a {@link LocalQuota}. Not safe for use by several threads. */
public final class LocalQuotaBuilder {
    static final int MOST_KEYS = 50_000_000;

    private final List<QuotaPolicy> policies;
    private int keys = Quota.DEFAULT_KEYS;
    private LongSupplier nanoTime = System::nanoTime;
    private KeyHash hash = KeyHash.random();

    LocalQuotaBuilder(List<QuotaPolicy> policies) {
        this.policies = List.copyOf(policies);
    }

    /**
     * How many keys that are in use at once are counted exactly: 1 to 50,000,000, {@value Quota#DEFAULT_KEYS} by default.
     * The memory for them is taken at once: 25 to 57 bytes each for a smooth policy, some 210 for an exact one.
     */
    public LocalQuotaBuilder keys(int number) {
        keys = number;
        return this;
    }

    /** The monotonic clock, in nanoseconds; {@link System#nanoTime} by default. For tests, which move it by hand. */
    public LocalQuotaBuilder nanoTime(LongSupplier clock) {
        nanoTime = Objects.requireNonNull(clock, "clock");
        return this;
    }

    LocalQuotaBuilder hash(KeyHash known) {
        hash = known;
        return this;
    }

    /**
     * Takes the memory.
     *
     * @throws RateLimitConfigurationException telling all that is wrong
     */
    public LocalQuota build() {
        List<String> faults = PolicyFaults.of(policies);
        if (keys < 1 || keys > MOST_KEYS) {
            faults.add("keys must be 1 to " + MOST_KEYS + ", was " + keys);
        }
        if (!faults.isEmpty()) {
            throw new RateLimitConfigurationException(faults);
        }
        return new LocalQuota(policies, keys, nanoTime, hash);
    }
}
