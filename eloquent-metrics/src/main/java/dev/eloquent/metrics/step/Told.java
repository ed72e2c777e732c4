package dev.eloquent.metrics.step;

import java.util.Optional;

/** Passes on to the registry's own meters, which come after the outbox that tells of the data. */
final class Told implements OutboxEvents {
    private volatile Optional<SelfMetrics> self = Optional.empty();

    void to(SelfMetrics metrics) {
        self = Optional.of(metrics);
    }

    @Override
    public void published(long data) {
        self.ifPresent(metrics -> metrics.published(data));
    }

    @Override
    public void failed() {
        self.ifPresent(SelfMetrics::failed);
    }

    @Override
    public void dropped(DropReason reason, long data) {
        self.ifPresent(metrics -> metrics.dropped(reason, data));
    }

    @Override
    public void took(long nanos) {
        self.ifPresent(metrics -> metrics.took(nanos));
    }

    void overflow() {
        self.ifPresent(SelfMetrics::overflow);
    }
}
