package dev.eloquent.metrics.step;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of the data: counted for reports, told to the registry's own meters, and said in the log. Guarded by the lock
 * of its outbox; the log is written without it, since one that blocks must not keep who adds or closes.
 */
final class Account {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final OutboxEvents events;
    private final Totals totals = new Totals();
    private final List<Runnable> toSay = new ArrayList<>();
    private long madeRoom;

    Account(OutboxEvents events) {
        this.events = events;
    }

    void took(long nanos) {
        events.took(nanos);
    }

    void sent(Entry entry) {
        totals.sent(entry.size(), entry.maybeCounted());
        events.published(entry.size());
    }

    /** A call. */
    void failed(String why) {
        totals.failure(why);
        events.failed();
    }

    void uncertain(Entry entry) {
        totals.uncertain(entry.size());
    }

    /** What may have been counted before is not dropped for certain. */
    void giveUp(Entry entry, DropReason reason) {
        if (entry.maybeCounted()) {
            uncertain(entry);
        } else {
            drop(reason, entry.size());
        }
    }

    void drop(DropReason reason, int data) {
        totals.dropped(reason, data);
        events.dropped(reason, data);
    }

    /** Said in one line for all of them. */
    void makeRoom(Entry entry) {
        giveUp(entry, DropReason.BUFFER_FULL);
        madeRoom += entry.size();
    }

    void sayRefused(int data, String why) {
        toSay.add(() -> LOG.warn("{} data of metrics were refused, and are dropped: {}", data, why));
    }

    void sayKept(String why) {
        toSay.add(() ->
                LOG.warn("metrics could not be sent; they are kept and sent later as far as there is room: {}", why));
    }

    void sayGivenUp(int data, String why) {
        toSay.add(() -> LOG.warn(
                "{} data of metrics may have been counted or not and are not sent again; the others wait: {}",
                data,
                why));
    }

    void sayUnconfirmed(String why) {
        toSay.add(() -> LOG.warn("metrics are sent, but whether they arrive is uncertain: {}", why));
    }

    /** What is to be said, without the lock. */
    List<Runnable> said() {
        if (madeRoom > 0) {
            long data = madeRoom;
            toSay.add(() -> LOG.warn("{} data of metrics were dropped: {}", data, DropReason.BUFFER_FULL.text()));
            madeRoom = 0;
        }
        List<Runnable> said = List.copyOf(toSay);
        toSay.clear();
        return said;
    }

    Totals totals() {
        return totals.copy();
    }

    Settled since(Totals before, long waiting, Duration took) {
        return totals.since(before, waiting, took);
    }
}
