package dev.eloquent.ratelimit;

import dev.eloquent.ratelimit.QuotaDecision.Source;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a decision tells of: the policy that is without room for longest, or the one of which the least is left. One
 * serves many decisions, one after another, so that a decision allocates nothing but itself; under its owner's lock.
 */
final class Verdict {
    private Settlement quota;
    private int permits;
    private boolean allowed;
    private int violated;
    private long @Nullable [] marks;

    private int charged;
    private int policy;
    private int remaining;
    private long reset;
    private long wait;
    private long mark;

    /** With the bits of the violated policies, inverted if it is denied. */
    Verdict(Settlement quota, int permits, int decided) {
        begin(quota, permits, decided);
    }

    /** Forgets what it has found, for another decision. */
    Verdict begin(Settlement decidedBy, int wanted, int decided) {
        quota = decidedBy;
        permits = wanted;
        allowed = decided >= 0;
        violated = allowed ? decided : ~decided;
        marks = quota.policies().size() > 1 ? new long[quota.policies().size()] : null;
        charged = 0;
        policy = -1;
        remaining = 0;
        reset = 0;
        wait = 0;
        mark = 0;
        return this;
    }

    /** Has a look at an entry of some of the policies. */
    void consider(Tallies tallies, int entry, long now) {
        for (int i = 0; i < tallies.size(); i++) {
            Tally tally = tallies.at(i);
            int number = tallies.number(i);
            boolean denies = !allowed && isViolated(number) && ((tallies.dryRun() >> number) & 1) == 0;
            charge(number, tally.mark(entry));
            consider(
                    number,
                    tally.remaining(entry, now),
                    tally.reset(entry, now),
                    denies ? tally.waitFor(entry, now, permits) : 0);
        }
    }

    boolean isViolated(int number) {
        return ((violated >> number) & 1) != 0;
    }

    /** Notes the mark of what was taken, if something was. */
    void charge(int number, long itsMark) {
        if (allowed && !isViolated(number)) {
            charged |= 1 << number;
            mark = itsMark;
            if (marks != null) {
                marks[number] = itsMark;
            }
        }
    }

    /** Has a look at a policy; {@code itsWait} is 0 for one that does not deny. One in dry run counts only if all are. */
    void consider(int number, int left, long itsReset, long itsWait) {
        boolean dryRun = quota.policies().get(number).isDryRun();
        boolean before = policy >= 0 && quota.policies().get(policy).isDryRun();
        boolean worse = (allowed || itsWait == wait) ? left < remaining : itsWait > wait;
        if (policy < 0 || (dryRun == before ? worse : before)) {
            policy = number;
            remaining = left;
            reset = itsReset;
            wait = itsWait;
        }
    }

    /** What is decided here. */
    QuotaDecision local(String key) {
        return from(allowed && violated != 0 ? Source.DRY_RUN : Source.LOCAL, key);
    }

    /** What the store has decided. */
    QuotaDecision remote(String key) {
        return from(allowed && violated != 0 ? Source.DRY_RUN : Source.REMOTE, key);
    }

    QuotaDecision from(Source source, String key) {
        return new QuotaDecision(
                quota, key, permits, source, allowed, policy, violated, charged, remaining, reset, wait, mark, marks);
    }
}
