package dev.eloquent.metrics.step;

/** Is told what becomes of the data. Called with the lock of the outbox: quick, and calls nobody. */
interface OutboxEvents {
    void published(long data);

    void failed();

    void dropped(DropReason reason, long data);

    void took(long nanos);
}
