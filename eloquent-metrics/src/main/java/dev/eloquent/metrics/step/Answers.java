package dev.eloquent.metrics.step;

import dev.eloquent.metrics.step.PutOutcome.Accepted;
import dev.eloquent.metrics.step.PutOutcome.Ambiguous;
import dev.eloquent.metrics.step.PutOutcome.Postponed;
import dev.eloquent.metrics.step.PutOutcome.Refused;
import dev.eloquent.metrics.step.PutOutcome.Unconfirmed;
import java.util.List;

/** What an answer means for the data of its call and for those that wait. Guarded by the lock of its outbox. */
final class Answers {
    private final Waiting waiting;
    private final Pause pause;
    private final Account account;
    private final boolean repeatAmbiguous;
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
            again(entry, postponed.why());
        } else if (outcome instanceof Ambiguous ambiguous && repeatAmbiguous) {
            again(entry.afterNoAnswer(), ambiguous.why());
        } else if (outcome instanceof Ambiguous ambiguous) {
            givenUp(entry, ambiguous.why());
        } else if (outcome instanceof Unconfirmed of) {
            unconfirmed(entry, of.why());
        }
    }

    private void accepted(Entry entry) {
        unconfirmed = false;
        pause.succeeded();
        account.sent(entry);
    }

    private void refused(Entry entry, String why) {
        account.failed(why);
        List<Entry> halves = entry.halves();
        if (halves.isEmpty()) {
            account.sayRefused(entry.size(), why);
            account.giveUp(entry, DropReason.REFUSED);
        }
        halves.forEach(waiting::putBack);
    }

    private void again(Entry entry, String why) {
        account.failed(why);
        if (pause.failed()) {
            account.sayKept(why);
        }
        waiting.putBack(entry);
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
