package dev.eloquent.ratelimit;

import dev.eloquent.ratelimit.QuotaDecision.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Decides while the store does not answer, each policy by its failure mode. The local shares are charged for what the
 * store has allowed as well, so that a client does not begin anew when the store goes away.
 */
final class Fallback {
    /** When to come back if the store is away and the policy is closed: nobody knows, so soon. */
    private static final Duration CLOSED_FOR = Duration.ofSeconds(1);

    private final List<Integer> shared = new ArrayList<>();
    private final Optional<LocalQuota> shares;
    private List<QuotaPolicy> policies;
    private int tasks;

    Fallback(List<QuotaPolicy> policies, int tasks, int keys, LongSupplier nanoTime) {
        this.policies = policies;
        this.tasks = tasks;
        for (int i = 0; i < policies.size(); i++) {
            if (policies.get(i).failureMode() == FailureMode.LOCAL_SHARE) {
                shared.add(i);
            }
        }
        List<QuotaPolicy> parts = parts();
        shares = parts.isEmpty()
                ? Optional.empty()
                : Optional.of(new LocalQuota(parts, keys, nanoTime, KeyHash.random()));
    }

    private List<QuotaPolicy> parts() {
        return shared.stream()
                .map(i -> policies.get(i))
                .map(policy -> policy.quota(Math.max(1, policy.quota() / tasks)))
                .toList();
    }

    /** With another number of tasks each has another share. */
    synchronized void tasks(int alive) {
        if (alive != tasks) {
            tasks = alive;
            shares.ifPresent(quota -> quota.change(parts().toArray(new QuotaPolicy[0])));
        }
    }

    /** Charges the local shares for what the store has allowed. */
    void charge(String key, int permits) {
        shares.ifPresent(quota -> quota.charge(key, permits));
    }

    QuotaDecision decide(List<QuotaPolicy> all, String key, int permits) {
        Optional<QuotaDecision> share = shares.map(quota -> quota.check(key, permits));
        int violated = 0;
        boolean denied = share.isPresent() && !share.get().allowed();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).failureMode() == FailureMode.CLOSED) {
                violated |= 1 << i;
                denied |= !all.get(i).isDryRun();
            }
        }
        for (QuotaPolicy policy : share.map(QuotaDecision::violated).orElse(List.of())) {
            violated |= 1 << number(all, policy);
        }
        Verdict verdict = new Verdict(new Shares(all, share), permits, denied ? ~violated : violated);
        for (int i = 0; i < all.size(); i++) {
            boolean closed = verdict.isViolated(i) && all.get(i).failureMode() == FailureMode.CLOSED;
            verdict.charge(i, 0);
            if (closed) {
                verdict.consider(i, 0, CLOSED_FOR.toNanos(), all.get(i).isDryRun() ? 0 : CLOSED_FOR.toNanos());
            }
        }
        share.ifPresent(part -> verdict.consider(
                number(all, part.policy()),
                part.remaining(),
                part.reset().toNanos(),
                part.retryAfter().map(Duration::toNanos).orElse(part.allowed() ? 0 : QuotaDecision.NEVER)));
        if (share.isEmpty() && violated == 0) {
            // All are open: nothing is known of any.
            verdict.consider(0, (int) Math.min(Integer.MAX_VALUE, all.get(0).quota()), 0, 0);
        }
        return verdict.from(Source.FALLBACK, key);
    }

    private static int number(List<QuotaPolicy> all, QuotaPolicy part) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(part.name())) {
                return i;
            }
        }
        throw new IllegalStateException(part.name());
    }

    /** What a decision of the local shares is settled with. */
    private record Shares(List<QuotaPolicy> policies, Optional<QuotaDecision> share) implements Settlement {
        @Override
        public void settle(QuotaDecision decision, int correction) {
            share.ifPresent(part -> part.settle(part.permits() + correction));
        }
    }

    synchronized void change(List<QuotaPolicy> next) {
        policies = next;
        shares.ifPresent(quota -> quota.change(parts().toArray(new QuotaPolicy[0])));
    }
}
