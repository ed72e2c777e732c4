package dev.eloquent.secrets.jwt;

import dev.eloquent.secrets.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The key that a rotation is going to make current, as it was a moment ago. Whoever sends tokens may make up their keys,
 * so asking has a bound of its own.
 */
final class PendingKey {
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();
    private static final long WAITING = Duration.ofSeconds(2).toNanos();

    private final Secret<JwtKey> secret;
    private final LongSupplier nanoTime;
    private final ReentrantLock asking = new ReentrantLock();
    private long askAt;
    private Optional<JwtKey> key = Optional.empty();

    PendingKey(Secret<JwtKey> secret, LongSupplier nanoTime) {
        this.secret = secret;
        this.nanoTime = nanoTime;
        this.askAt = nanoTime.getAsLong();
    }

    Optional<JwtKey> accepted(String kid) throws InterruptedException {
        if (!asking.tryLock(WAITING, TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        try {
            long now = nanoTime.getAsLong();
            if (now - askAt >= 0) {
                // Before the call, so that one that fails is not tried again at once.
                askAt = now + PAUSE;
                key = secret.pending();
            }
            return key.filter(pending -> pending.kid().equals(kid));
        } finally {
            asking.unlock();
        }
    }
}
