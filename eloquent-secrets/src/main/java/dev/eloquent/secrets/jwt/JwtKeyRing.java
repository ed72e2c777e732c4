package dev.eloquent.secrets.jwt;

import dev.eloquent.secrets.Secret;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The keys of tokens while they rotate: sign with the current one, accept what the current or the previous one has
 * signed, the latter for as long as its tokens may live, and if that is wanted the {@linkplain #alsoPending pending} one.
 *
 * <pre>{@code
 * static final SecretSpec<JwtKey> JWT = SecretSpec.json("rag-service/jwt", JwtKey.class).keepsPrevious();
 *
 * JwtKeyRing keys = JwtKeyRing.of(secrets.get(JWT), Duration.ofHours(1));
 * sign(claims, keys.signing());
 * Optional<JwtKey> key = keys.accepted(header.kid());
 * }</pre>
 *
 * <p>Knows no JOSE: which algorithm a key is for is yours to fix, never the token's to say. Safe for use by several
 * threads.
 */
public final class JwtKeyRing {
    /** How long a token with an unknown key may wait for the secret to be asked for again. */
    private static final Duration ASKING = Duration.ofSeconds(2);

    private final Secret<JwtKey> secret;
    private final long tokenLife;
    private final LongSupplier nanoTime;
    private final Optional<PendingKey> pending;
    private String version;
    /** Since when that is the current one, by the monotonic clock. */
    private long since;

    JwtKeyRing(Secret<JwtKey> secret, Duration longestTokenLife, LongSupplier nanoTime, Optional<PendingKey> pending) {
        this.secret = Objects.requireNonNull(secret, "secret");
        if (longestTokenLife.isNegative() || longestTokenLife.isZero()) {
            throw new IllegalArgumentException("longestTokenLife must be positive, was " + longestTokenLife);
        }
        this.tokenLife = longestTokenLife.toNanos();
        this.nanoTime = nanoTime;
        this.pending = pending;
        this.version = secret.version();
        this.since = nanoTime.getAsLong();
        secret.onChange((before, now) -> currentSince());
    }

    /**
     * Of this secret, whose declaration {@linkplain dev.eloquent.secrets.SecretSpec#keepsPrevious keeps} the previous
     * value.
     *
     * @param longestTokenLife for how long a token is valid at most; as long the previous key is accepted after a rotation,
     *     or after the start of this process, which does not know when the last one was
     * @throws IllegalArgumentException if that is not positive
     */
    public static JwtKeyRing of(Secret<JwtKey> secret, Duration longestTokenLife) {
        return new JwtKeyRing(secret, longestTokenLife, System::nanoTime, Optional.empty());
    }

    /**
     * Accepts the pending key too: during a rotation another task may have the new key before this one, as where secrets
     * are read in a replica's region. It is asked for when a key is unknown, at most once in 10 s; {@link #accepted} then waits 2 s more at most.
     */
    public JwtKeyRing alsoPending() {
        return new JwtKeyRing(
                secret, Duration.ofNanos(tokenLife), nanoTime, Optional.of(new PendingKey(secret, nanoTime)));
    }

    /** The key to sign with. Reads one volatile field. */
    public JwtKey signing() {
        return secret.get();
    }

    /**
     * The key of this id, if it is accepted. One that is unknown may be newer than what we have: the secret is then asked
     * for again, once for all who ask, and this waits for that, 2 s at most; while asking is put off, because that was done
     * just before, it does not wait at all.
     *
     * @throws InterruptedException if the waiting is interrupted
     */
    public Optional<JwtKey> accepted(String kid) throws InterruptedException {
        Objects.requireNonNull(kid, "kid");
        String asked = secret.version();
        Optional<JwtKey> known = known(kid);
        if (known.isEmpty() && secret.refused(asked, ASKING)) {
            known = known(kid);
        }
        return known.isEmpty() && pending.isPresent() ? pending.get().accepted(kid) : known;
    }

    private Optional<JwtKey> known(String kid) {
        long age = nanoTime.getAsLong() - currentSince();
        JwtKey current = secret.get();
        if (current.kid().equals(kid)) {
            return Optional.of(current);
        }
        return age < tokenLife
                ? secret.previous().filter(previous -> previous.kid().equals(kid))
                : Optional.empty();
    }

    /** Notes a rotation too: the listener may be late. */
    private synchronized long currentSince() {
        if (!version.equals(secret.version())) {
            version = secret.version();
            since = nanoTime.getAsLong();
        }
        return since;
    }
}
