package dev.eloquent.metrics.step;

import dev.eloquent.metrics.step.PutOutcome.Ambiguous;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what is due from the outbox to the sink, one call after the other. For one thread. */
final class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final Outbox outbox;
    private final Sink sink;
    private final LongSupplier nanoTime;

    Sender(Outbox outbox, Sink sink, LongSupplier nanoTime) {
        this.outbox = outbox;
        this.sink = sink;
        this.nanoTime = nanoTime;
    }

    /** Makes a call if one is due. */
    void tick() {
        Entry entry = outbox.begin();
        if (entry == null) {
            return;
        }
        long began = nanoTime.getAsLong();
        List<Runnable> toSay = new ArrayList<>();
        PutOutcome outcome = put(entry.batch(), toSay);
        // The log comes last: it may hang, or throw for want of memory.
        toSay.addAll(outbox.answered(entry, outcome, nanoTime.getAsLong() - began));
        toSay.forEach(Runnable::run);
    }

    private PutOutcome put(Batch batch, List<Runnable> toSay) {
        try {
            return sink.put(batch);
        } catch (Throwable bug) {
            // An Error too: the thread is needed for the next call.
            toSay.add(() -> LOG.error("metrics were handed over in a way that ended as it should not", bug));
            return new Ambiguous(bug.toString());
        }
    }

    /** Sends until the outbox is closed. */
    void loop() {
        do {
            try {
                tick();
            } catch (Throwable unsaid) {
                // By the log: what became of the data is settled by then, and the thread is needed for the next call.
            }
        } while (isOpenWhenDue());
    }

    private boolean isOpenWhenDue() {
        try {
            return outbox.awaitDue();
        } catch (InterruptedException leftBehind) {
            // By code that a call has run, such as a provider of credentials: the close alone ends this thread.
            return true;
        }
    }
}
