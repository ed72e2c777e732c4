package dev.eloquent.metrics.step;

import dev.eloquent.metrics.step.PutOutcome.Accepted;
import dev.eloquent.metrics.step.PutOutcome.Ambiguous;
import dev.eloquent.metrics.step.PutOutcome.Postponed;
import dev.eloquent.metrics.step.PutOutcome.Refused;
import dev.eloquent.metrics.step.PutOutcome.Unconfirmed;
import dev.eloquent.metrics.step.PutOutcome.Unexplained;
import java.util.List;

/**
 * What an answer means for the data of its call and for those that wait. Guarded by the lock of its outbox.
 *
 * <p>One that turns a call down without a reason may be about the data or about every call, such as that of a proxy. What
 * tells the two apart is another call: if one is accepted between two such answers, it was the data. So the call goes behind
 * the others, and from the third such answer on it is cut as well, which loses nothing and leaves a half without the bad
 * datum. Only what was turned down three times while others were accepted in between is refused, since an endpoint may break
 * down more than once; while none is accepted, all are kept as in an outage.
 */
final class Answers {
    /** So many answers without a reason are needed to cut a call, and so many among accepted ones to refuse it. */
    private static final int TRIES = 3;

    /**
     * After so many refusals without a call accepted in between it is not some of the data that are bad: more than the cuts
     * to sixteen bad data that lie together.
     */
    private static final int HOPELESS = 48;

    private final Waiting waiting;
    private final Pause pause;
    private final Account account;
    private final boolean repeatAmbiguous;
    private long accepted;
    private int refusals;
    private boolean unconfirmed;

    Answers(Waiting waiting, Pause pause, Account account, boolean repeatAmbiguous) {
        this.waiting = waiting;
        this.pause = pause;
        this.account = account;
        this.repeatAmbiguous = repeatAmbiguous;
    }

    /** @param entry taken out of those that wait, to which it goes back if it is to be sent again */
    void settle(Entry entry, PutOutcome outcome) {
        if (outcome instanceof Accepted) {
            accepted(entry);
        } else if (outcome instanceof Refused refused) {
            refused(entry, refused.why());
        } else if (outcome instanceof Postponed postponed) {
            again(List.of(entry), postponed.why());
        } else if (outcome instanceof Unexplained unexplained) {
            doubted(entry.doubted(accepted), unexplained.why());
        } else if (outcome instanceof Ambiguous ambiguous && repeatAmbiguous) {
            again(List.of(entry.afterNoAnswer()), ambiguous.why());
        } else if (outcome instanceof Ambiguous ambiguous) {
            givenUp(entry, ambiguous.why());
        } else if (outcome instanceof Unconfirmed of) {
            unconfirmed(entry, of.why());
        }
    }

    private void accepted(Entry entry) {
        accepted++;
        refusals = 0;
        unconfirmed = false;
        pause.succeeded();
        account.sent(entry);
    }

    private void refused(Entry entry, String why) {
        account.failed(why);
        refusals++;
        List<Entry> halves = entry.halves(refusals >= HOPELESS);
        if (halves.isEmpty()) {
            account.sayRefused(entry.size(), why);
            account.giveUp(entry, DropReason.REFUSED);
        }
        halves.forEach(waiting::putBack);
    }

    private void doubted(Entry entry, String why) {
        if (entry.aloneInDoubt() >= TRIES) {
            refused(entry, why);
        } else {
            List<Entry> halves = entry.doubts() < TRIES ? List.of() : entry.halves(false);
            again(halves.isEmpty() ? List.of(entry) : halves, why);
        }
    }

    private void again(List<Entry> entries, String why) {
        account.failed(why);
        if (pause.failed()) {
            account.sayKept(why);
        }
        entries.forEach(waiting::putBack);
    }

    /** The others wait, or an endpoint that hangs would cost one after the other. */
    private void givenUp(Entry entry, String why) {
        account.failed(why);
        if (pause.failed()) {
            account.sayGivenUp(entry.size(), why);
        }
        account.uncertain(entry);
    }

    /** Nobody waits: the next fares no better for it, and would only find less room. */
    private void unconfirmed(Entry entry, String why) {
        account.failed(why);
        if (!unconfirmed) {
            account.sayUnconfirmed(why);
        }
        unconfirmed = true;
        account.uncertain(entry);
    }
}
