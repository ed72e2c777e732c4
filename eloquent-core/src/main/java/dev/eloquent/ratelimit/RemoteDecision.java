package dev.eloquent.ratelimit;

import dev.eloquent.ratelimit.store.TakeReply;
import dev.eloquent.ratelimit.store.TakeReply.Counter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What is told of a decision that a store has made, now or a little while ago. */
final class RemoteDecision {
    private RemoteDecision() {}

    /** By a call that was made for it. */
    static QuotaDecision of(Settlement quota, String key, int permits, Waiter.Answer answer) {
        TakeReply reply = answer.reply();
        int violated = 0;
        boolean enforced = false;
        for (int i = 0; i < reply.counters().size(); i++) {
            Counter counter = reply.counters().get(i);
            boolean isShort = answer.granted() ? !counter.charged() : lacks(counter, permits, reply);
            if (isShort) {
                violated |= 1 << i;
                enforced |= !quota.policies().get(i).isDryRun();
            }
        }
        if (!answer.granted() && !enforced) {
            // Others who shared the call have had what there was.
            violated |= 1 << tightest(quota.policies(), reply);
        }
        Verdict verdict = new Verdict(quota, permits, answer.granted() ? violated : ~violated);
        for (int i = 0; i < reply.counters().size(); i++) {
            Counter counter = reply.counters().get(i);
            boolean denies = !answer.granted()
                    && verdict.isViolated(i)
                    && !quota.policies().get(i).isDryRun();
            verdict.charge(i, reply.countedAt());
            verdict.consider(
                    i,
                    number(counter.remaining()),
                    Trip.nanos(counter.reset()),
                    denies ? waitFor(quota.policies().get(i), counter, permits) : 0);
        }
        return verdict.remote(key);
    }

    private static boolean lacks(Counter counter, int permits, TakeReply reply) {
        return reply.granted() == 0 ? !counter.retryAfter().isZero() : counter.remaining() < permits;
    }

    private static int tightest(List<QuotaPolicy> policies, TakeReply reply) {
        return IntStream.range(0, policies.size())
                .filter(i -> !policies.get(i).isDryRun())
                .boxed()
                .min(Comparator.comparingLong(i -> reply.counters().get(i).remaining()))
                .orElse(0);
    }

    /** As the store has it; for one of several who shared a call, until as many permits have come back at an even rate. */
    private static long waitFor(QuotaPolicy policy, Counter counter, int permits) {
        if (permits > policy.burst()) {
            return QuotaDecision.NEVER;
        }
        long told = Trip.nanos(counter.retryAfter());
        return told > 0 ? told : Math.max(1, policy.window().toNanos() / policy.quota() * permits);
    }

    /** Within a lease. */
    static QuotaDecision leased(Settlement quota, String key, int permits, KeyLease.Snapshot known) {
        Verdict verdict = new Verdict(quota, permits, 0);
        for (int i = 0; i < quota.policies().size(); i++) {
            verdict.charge(i, known.countedAt());
            verdict.consider(i, number(remaining(known, i) + known.leased()), reset(known, i), 0);
        }
        return verdict.remote(key);
    }

    /** Within a refusal. */
    static QuotaDecision known(Settlement quota, String key, int permits, KeyLease.Snapshot known) {
        int violated = known.last()
                .map(reply -> {
                    int bits = 0;
                    for (int i = 0; i < reply.counters().size(); i++) {
                        bits |= reply.counters().get(i).retryAfter().isZero() ? 0 : 1 << i;
                    }
                    return bits;
                })
                .orElse(1);
        Verdict verdict = new Verdict(quota, permits, ~violated);
        for (int i = 0; i < quota.policies().size(); i++) {
            boolean denies = verdict.isViolated(i) && !quota.policies().get(i).isDryRun();
            long wait = permits > quota.policies().get(i).burst() ? QuotaDecision.NEVER : told(known, i);
            verdict.consider(i, number(remaining(known, i)), reset(known, i), denies ? wait : 0);
        }
        return verdict.remote(key);
    }

    /** What the store told, less the time since. */
    private static long told(KeyLease.Snapshot known, int policy) {
        long wait = known.last()
                .map(reply -> Trip.nanos(reply.counters().get(policy).retryAfter()))
                .orElse(0L);
        return wait == QuotaDecision.NEVER ? wait : Math.max(known.deniedFor(), wait - known.age());
    }

    private static long remaining(KeyLease.Snapshot known, int policy) {
        return known.last()
                .map(reply -> reply.counters().get(policy).remaining())
                .orElse(0L);
    }

    private static long reset(KeyLease.Snapshot known, int policy) {
        return known.last()
                .map(reply ->
                        Math.max(0, Trip.nanos(reply.counters().get(policy).reset()) - known.age()))
                .orElse(0L);
    }

    private static int number(long permits) {
        return (int) Math.min(Integer.MAX_VALUE, permits);
    }
}
