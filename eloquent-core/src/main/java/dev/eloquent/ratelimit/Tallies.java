package dev.eloquent.ratelimit;

import java.util.List;
import java.util.function.IntFunction;

/**
 * The usage of the same entries by each of some policies, and how often they had room. Which policies of the quota they are
 * is told by bits: bit {@code i} is the quota's policy {@code i}. Under its owner's lock, like everything here.
 */
final class Tallies {
    /** Policies of a quota; as many bits as {@link QuotaDecision} has for them. */
    static final int MOST = 8;

    private final Tally[] tallies;
    /** Which policy of the quota each is. */
    private final int[] numbers;

    private final long[] violations;
    private int dryRun;

    /** Of entries that are numbered from 0. */
    Tallies(List<QuotaPolicy> policies, int[] numbers, int entries) {
        this(policies, numbers, i -> Tally.of(policies.get(numbers[i]), entries));
    }

    private Tallies(List<QuotaPolicy> policies, int[] numbers, IntFunction<Tally> tally) {
        this.numbers = numbers;
        tallies = new Tally[numbers.length];
        violations = new long[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            tallies[i] = tally.apply(i);
            dryRun |= policies.get(numbers[i]).isDryRun() ? 1 << numbers[i] : 0;
        }
    }

    /** Of smooth policies alone, beside the keys. */
    static Tallies beside(InlineKeys keys, List<QuotaPolicy> policies, int[] numbers) {
        return new Tallies(
                policies, numbers, i -> new SmoothTally(policies.get(numbers[i]), keys.words(), i, keys.stride()));
    }

    /** Bits of the policies without room for so many. */
    int violated(int entry, long now, int permits) {
        int violated = 0;
        for (int i = 0; i < tallies.length; i++) {
            if (!tallies[i].fits(entry, now, permits)) {
                violated |= 1 << numbers[i];
                violations[i]++;
            }
        }
        return violated;
    }

    /** The same, but for a reader without the lock, and not counted; -1 if it cannot be told without changing anything. */
    int violatedAtAGlance(int entry, long now, int permits) {
        int violated = 0;
        for (int i = 0; i < tallies.length; i++) {
            int room = tallies[i].glance(entry, now, permits);
            if (room < 0) {
                return -1;
            }
            violated |= room == 0 ? 1 << numbers[i] : 0;
        }
        return violated;
    }

    /** Bits of those that only tell what they would have denied. */
    int dryRun() {
        return dryRun;
    }

    /** Takes from all policies but those. */
    void take(int entry, long now, int permits, int except) {
        for (int i = 0; i < tallies.length; i++) {
            if (((except >> numbers[i]) & 1) == 0) {
                tallies[i].take(entry, now, permits);
            }
        }
    }

    void settle(int entry, long now, QuotaDecision decision, int correction) {
        for (int i = 0; i < tallies.length; i++) {
            if (!decision.charged(numbers[i])) {
                continue;
            }
            if (correction > 0) {
                tallies[i].take(entry, now, correction);
            } else {
                tallies[i].giveBack(entry, now, decision.mark(numbers[i]), -correction);
            }
        }
    }

    int size() {
        return tallies.length;
    }

    /** Which policy of the quota the tally at that place is for. */
    int number(int place) {
        return numbers[place];
    }

    Tally at(int place) {
        return tallies[place];
    }

    /** From when on an entry is as if never used, by all policies. */
    long busyUntil(int entry) {
        long until = 0;
        for (Tally tally : tallies) {
            until = Math.max(until, tally.busyUntil(entry));
        }
        return until;
    }

    long pressure(int entry, long now) {
        long most = 0;
        for (Tally tally : tallies) {
            most = Math.max(most, tally.pressure(entry, now));
        }
        return most;
    }

    void clear(int entry) {
        for (Tally tally : tallies) {
            tally.clear(entry);
        }
    }

    void inherit(int entry, long now, Tallies cells, int one, int other) {
        for (int i = 0; i < tallies.length; i++) {
            tallies[i].inherit(entry, now, cells.tallies[i], one, other);
        }
    }

    void absorb(int cell, long now, Tallies entries, int entry) {
        for (int i = 0; i < tallies.length; i++) {
            tallies[i].absorb(cell, now, entries.tallies[i], entry);
        }
    }

    void change(List<QuotaPolicy> policies, long now) {
        dryRun = 0;
        for (int i = 0; i < tallies.length; i++) {
            QuotaPolicy policy = policies.get(numbers[i]);
            tallies[i].change(policy, now);
            dryRun |= policy.isDryRun() ? 1 << numbers[i] : 0;
        }
    }

    /** Adds how often each policy had no room. */
    void addViolations(long[] sums) {
        for (int i = 0; i < numbers.length; i++) {
            sums[numbers[i]] += violations[i];
        }
    }
}
