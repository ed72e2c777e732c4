package dev.eloquent.metrics.step;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** An outbox and who sends from it, in a test that makes the calls due and the time pass. */
final class TickedOutbox {
    private final Outbox outbox;
    private final Sender sender;

    TickedOutbox(Sink sink, LongSupplier nanoTime, boolean repeatAmbiguous, OutboxEvents events, long bytes) {
        Sending sending = new Sending(sink, data -> List.of(), 150, repeatAmbiguous, bytes, 0, () -> 0.5);
        outbox = new Outbox(sending, nanoTime, events);
        sender = new Sender(outbox, sink, nanoTime);
    }

    void add(List<Batch> batches, long notBefore) {
        outbox.add(batches, notBefore);
    }

    void tick() {
        sender.tick();
    }

    long waiting() {
        return outbox.waiting();
    }

    Totals totals() {
        return outbox.totals();
    }

    Settled close(Duration deadline, Totals before) {
        return outbox.close(deadline, before);
    }
}
