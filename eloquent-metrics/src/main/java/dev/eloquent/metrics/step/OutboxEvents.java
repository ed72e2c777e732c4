package dev.eloquent.metrics.step;

/** Is told what becomes of the data. Called with the lock of the outbox: quick, and calls nobody. */
interface OutboxEvents {
    void published(long data);

    void failed();

    void dropped(DropReason reason, long data);

    void took(long nanos);

    /** For who does not want to know. */
    static OutboxEvents none() {
        return new OutboxEvents() {
            @Override
            public void published(long data) {}

            @Override
            public void failed() {}

            @Override
            public void dropped(DropReason reason, long data) {}

            @Override
            public void took(long nanos) {}
        };
    }
}
