package dev.eloquent.ratelimit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A quota in this process. Its memory is fixed when it is made, by the number of keys; a decision takes a lock of that
 * part of the keys for some dozen nanoseconds and never waits for anything else. {@link #tryAcquire} allocates nothing.
 *
 * <p>It is exact while the keys that are in use fit. A key is in use until all that it has taken has come back, a window at
 * most. If more are in use, the usage of the least used moves into overflow cells, and keys that come after that may begin
 * with usage that is not theirs: it errs towards denial, and {@link QuotaStatistics#evictions} and {@link
 * QuotaStatistics#inherited} count it. No key ever gets more than the policy's bound.
 */
public final class LocalQuota implements Quota {
    /** Keys for each lock, where there are that many; and locks at most. */
    private static final int KEYS_OF_SEGMENT = 1_024;

    private static final int SEGMENTS = 256;

    private final LongSupplier nanoTime;
    private final long origin;
    private final KeyHash hash;
    private final boolean keyed;
    /** For the policies that count each key; without any, one for those across keys. */
    private final Segment[] segments;
    /** For policies across keys beside others; locked after the key's segment, always. */
    private final @Nullable Segment acrossKeys;

    /** Its only entry. */
    private final int everybody;

    private final GlanceCounts atAGlance;
    private volatile Current current;

    /** The policies of a time, for the decisions that were made by them. */
    private record Current(LocalQuota quota, List<QuotaPolicy> policies) implements Settlement {
        @Override
        public void settle(QuotaDecision decision, int correction) {
            quota.settle(decision, correction);
        }
    }

    LocalQuota(List<QuotaPolicy> policies, int keys, LongSupplier nanoTime, KeyHash hash) {
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
        this.hash = hash;
        this.current = new Current(this, policies);
        this.atAGlance = new GlanceCounts(policies.size());
        int[] each = numbers(policies, false);
        int[] all = numbers(policies, true);
        keyed = each.length > 0;
        segments = new Segment[keyed ? segmentsFor(keys) : 1];
        int size = sizeFor(keys, segments.length);
        Arrays.setAll(segments, i -> keyed ? new Segment(current, each, size) : new Segment(current, all, 1));
        acrossKeys = keyed && all.length > 0 ? new Segment(current, all, 1) : null;
        everybody = acrossKeys == null ? -1 : acrossKeys.entry(0, 0);
    }

    private static int[] numbers(List<QuotaPolicy> policies, boolean acrossKeys) {
        int[] numbers = new int[policies.size()];
        int found = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (policies.get(i).isAcrossKeys() == acrossKeys) {
                numbers[found++] = i;
            }
        }
        return Arrays.copyOf(numbers, found);
    }

    private static int segmentsFor(int keys) {
        return Math.min(SEGMENTS, Integer.highestOneBit(Math.max(1, keys / KEYS_OF_SEGMENT)));
    }

    /** Keys do not spread evenly: at six standard deviations above the mean, one in a billion segments is too small. */
    private static int sizeFor(int keys, int segments) {
        double mean = (double) keys / segments;
        return segments == 1 ? keys : (int) Math.ceil(mean + 6 * Math.sqrt(mean));
    }

    /** Begins a quota in this process. */
    public static LocalQuotaBuilder builder(QuotaPolicy policy, QuotaPolicy... more) {
        List<QuotaPolicy> policies = new ArrayList<>(List.of(more));
        policies.add(0, Objects.requireNonNull(policy, "policy"));
        return new LocalQuotaBuilder(policies);
    }

    @Override
    public boolean tryAcquire(String key, int permits) {
        checkPermits(permits);
        long hashed = hashOf(key);
        long now = now();
        Segment segment = segment(hashed);
        int denied = acrossKeys == null ? segment.surelyViolated(hashed, now, permits) : 0;
        if (denied != 0) {
            atAGlance.denied(denied);
            return false;
        }
        lock(segment);
        try {
            return decide(segment, segment.entry(hashed, now), now, permits) >= 0;
        } finally {
            unlock(segment);
        }
    }

    @Override
    public QuotaDecision check(String key, int permits) {
        checkPermits(permits);
        long hashed = hashOf(key);
        long now = now();
        Segment segment = segment(hashed);
        lock(segment);
        try {
            int entry = segment.entry(hashed, now);
            int decided = decide(segment, entry, now, permits);
            Verdict verdict = segment.verdict().begin(current, permits, decided);
            verdict.consider(segment.entries(), entry, now);
            if (acrossKeys != null) {
                verdict.consider(acrossKeys.entries(), everybody, now);
            }
            return verdict.local(key);
        } finally {
            unlock(segment);
        }
    }

    /** Takes from all policies or from none. Returns the bits of those that were violated; if it is denied, inverted. */
    private int decide(Segment segment, int entry, long now, int permits) {
        Tallies own = segment.entries();
        int violated = own.violated(entry, now, permits);
        int dryRun = own.dryRun();
        if (acrossKeys != null) {
            violated |= acrossKeys.entries().violated(everybody, now, permits);
            dryRun |= acrossKeys.entries().dryRun();
        }
        boolean allows = (violated & ~dryRun) == 0;
        if (allows) {
            own.take(entry, now, permits, violated);
            if (acrossKeys != null) {
                acrossKeys.entries().take(everybody, now, permits, violated);
            }
        }
        segment.decided(entry, allows);
        return allows ? violated : ~violated;
    }

    /** Takes from all policies what somebody else has allowed, whether there is room or not. */
    void charge(String key, int permits) {
        long hashed = hashOf(key);
        long now = now();
        Segment segment = segment(hashed);
        lock(segment);
        try {
            int entry = segment.entry(hashed, now);
            segment.entries().take(entry, now, permits, 0);
            segment.charged(entry);
            if (acrossKeys != null) {
                acrossKeys.entries().take(everybody, now, permits, 0);
            }
        } finally {
            unlock(segment);
        }
    }

    private void settle(QuotaDecision decision, int correction) {
        long hashed = hashOf(decision.key());
        long now = now();
        Segment segment = segment(hashed);
        lock(segment);
        try {
            int entry = segment.entry(hashed, now);
            segment.entries().settle(entry, now, decision, correction);
            segment.charged(entry);
            if (acrossKeys != null) {
                acrossKeys.entries().settle(everybody, now, decision, correction);
            }
        } finally {
            unlock(segment);
        }
    }

    /**
     * Decides by other quotas, bursts, failure modes or dry runs from now on. What was used stays used, so that nobody
     * gets more than the higher of both limits allows in any window.
     *
     * @param policies as many as there are, of the same names, algorithms and windows, in the same order
     * @throws RateLimitConfigurationException telling all that is wrong with them; then nothing changes
     */
    public synchronized void change(QuotaPolicy... policies) {
        List<QuotaPolicy> next = List.of(policies);
        List<String> faults = PolicyFaults.of(next);
        faults.addAll(PolicyFaults.ofChange(current.policies(), next));
        if (!faults.isEmpty()) {
            throw new RateLimitConfigurationException(faults);
        }
        for (Segment segment : segments) {
            changeLocked(segment, next);
        }
        if (acrossKeys != null) {
            changeLocked(acrossKeys, next);
        }
        current = new Current(this, next);
    }

    private void changeLocked(Segment segment, List<QuotaPolicy> next) {
        segment.lock();
        try {
            segment.change(next, now());
        } finally {
            segment.unlock();
        }
    }

    private long hashOf(String key) {
        return keyed ? hash.of(key) : 0;
    }

    private long now() {
        return Math.max(0, nanoTime.getAsLong() - origin);
    }

    private Segment segment(long hashed) {
        return segments[(int) (hashed >>> 40) & (segments.length - 1)];
    }

    private void lock(Segment segment) {
        segment.lock();
        if (acrossKeys != null) {
            acrossKeys.lock();
        }
    }

    private void unlock(Segment segment) {
        if (acrossKeys != null) {
            acrossKeys.unlock();
        }
        segment.unlock();
    }

    private static void checkPermits(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits must be 1 or more, was " + permits);
        }
    }

    @Override
    public List<QuotaPolicy> policies() {
        return current.policies();
    }

    @Override
    public QuotaStatistics statistics() {
        List<QuotaPolicy> policies = current.policies();
        long[] counts = new long[4];
        long[] violations = new long[policies.size()];
        List<Segment> all = new ArrayList<>(List.of(segments));
        if (acrossKeys != null) {
            all.add(acrossKeys);
        }
        for (Segment segment : all) {
            segment.lock();
            try {
                segment.addCounts(counts, violations);
            } finally {
                segment.unlock();
            }
        }
        counts[1] += atAGlance.addTo(violations);
        Map<String, Long> byName = new HashMap<>();
        for (int i = 0; i < violations.length; i++) {
            byName.put(policies.get(i).name(), violations[i]);
        }
        return QuotaStatistics.local(counts[0], counts[1], byName, counts[2], counts[3]);
    }
}
