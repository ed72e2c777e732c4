package dev.eloquent.local.ecs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Whether one task is protected, and until when; what ECS would refuse. Safe for use by several threads. */
final class ProtectionState {
    private final InstantSource clock;
    private Optional<Instant> expiration = Optional.empty();
    private Optional<Refusal> refusal;

    ProtectionState(InstantSource clock, Optional<Refusal> refusal) {
        this.clock = clock;
        this.refusal = refusal;
    }

    /** In whole seconds, as ECS tells it; empty if the task is not protected, or no longer. */
    synchronized Optional<Instant> expiration() {
        expiration = expiration.filter(clock.instant()::isBefore);
        return expiration;
    }

    /** From now on, whatever was left of an earlier protection. */
    synchronized void protect(Duration time) {
        expiration = Optional.of(clock.instant().plus(time).truncatedTo(ChronoUnit.SECONDS));
    }

    synchronized void release() {
        expiration = Optional.empty();
    }

    synchronized Optional<Refusal> refusal() {
        return refusal;
    }

    synchronized void refuse(Optional<Refusal> why) {
        refusal = why;
    }
}
