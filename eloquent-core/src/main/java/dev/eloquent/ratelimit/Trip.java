package dev.eloquent.ratelimit;

import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.TakeReply;
import dev.eloquent.ratelimit.store.TakeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A call for a key, and those who wait for it. */
record Trip(KeyLease key, List<Waiter> waiters, TakeRequest request) {
    /** Not for long: a limit may be raised, or what was taken may be returned. */
    private static final long LONGEST_DENIAL = Duration.ofSeconds(1).toNanos();

    /** For what all of them want, and for some to come if there are leases. */
    static Trip of(KeyLease key, List<Waiter> waiters, List<Claim> claims, Duration lease, long now) {
        int least = Integer.MAX_VALUE;
        long all = 0;
        for (Waiter waiter : waiters) {
            least = Math.min(least, waiter.permits());
            all += waiter.permits();
        }
        long batch = all + (lease.isZero() ? 0 : key.extra(now, lease.toNanos()));
        return new Trip(key, waiters, new TakeRequest(claims, least, (int) Math.min(Integer.MAX_VALUE, batch), lease));
    }

    /** Hands out what was granted; returns how many permits nobody is to have. */
    int arrive(TakeReply reply, long asked, long now) {
        long denied = now + Math.min(LONGEST_DENIAL, wait(reply));
        return key.arrive(waiters, reply, asked + request.lease().toNanos(), now, denied, request.permits());
    }

    /** How long the policy that waits longest has to, of those that are enforced. */
    private long wait(TakeReply reply) {
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

    /** What the grant was taken from. */
    List<Claim> charged(TakeReply reply) {
        List<Claim> charged = new ArrayList<>();
        for (int i = 0; i < request.claims().size(); i++) {
            if (reply.counters().get(i).charged()) {
                charged.add(request.claims().get(i));
            }
        }
        return charged;
    }

    void failed(Throwable fault) {
        waiters.forEach(waiter -> waiter.failed(fault));
    }
}
