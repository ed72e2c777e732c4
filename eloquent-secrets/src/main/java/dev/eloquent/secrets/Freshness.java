package dev.eloquent.secrets;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * When a secret is to be asked for again, and until when what is known may be handed out: the state machine of one
 * secret. It has no threads and reads no clock. Not safe for use by several threads.
 *
 * <p>Invariants: there is one call at a time; after a success the next is between 80 % and 100 % of the soft age away;
 * after a failure the next one is away by a pause that doubles, from a second to a minute, or from a minute to an hour
 * where somebody has to mend something; a refusal by a consumer brings it nearer, but no nearer to the last one than an
 * eighth of the time for which consumers have been refused, from a second to a minute: a rotation may end at any moment,
 * a wrong password may stay for days.
 */
final class Freshness {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    /** Refusals further apart than this have nothing to do with each other. */
    private static final long QUIET = 2 * MINUTE;

    private final long soft;
    private final long hard;
    /** From 0 to 1. */
    private final DoubleSupplier random;

    private long confirmedAt;
    private long expiresAt;
    private long dueAt;
    private boolean calling;
    private boolean expired;
    private boolean dueAgain;
    private int failures;
    private boolean refusing;
    private long refusedSince;
    private long refusedLast;
    private long lastCall;

    /** Of a secret that has just been loaded. */
    Freshness(Duration soft, Duration hard, DoubleSupplier random, long now) {
        this.soft = soft.toNanos();
        this.hard = hard.toNanos();
        this.random = random;
        this.lastCall = now;
        this.expiresAt = now;
        confirmed(now);
    }

    private void confirmed(long began) {
        confirmedAt = began;
        // An answer to what was asked before a pause does not take away what was given for asking again.
        if (expired || began + hard - expiresAt > 0) {
            expiresAt = began + hard;
        }
        expired = false;
        failures = 0;
        dueAt = began + soft - (long) (soft / 5.0 * random.getAsDouble());
    }

    /** When the source last said so, by the time at which it was asked. */
    long confirmedAt() {
        return confirmedAt;
    }

    boolean isDue(long now) {
        return !calling && now - dueAt >= 0;
    }

    /** Until then nothing happens by itself. */
    long next() {
        if (calling) {
            return expired ? lastCall + HOUR : expiresAt;
        }
        return expired || dueAt - expiresAt < 0 ? dueAt : expiresAt;
    }

    void begin(long now) {
        calling = true;
        dueAgain = false;
        lastCall = now;
    }

    /** @param began when {@link #begin} was called */
    void succeeded(long began, boolean isNew) {
        calling = false;
        confirmed(began);
        if (isNew) {
            refusing = false;
        } else if (dueAgain) {
            bringNearer(began + afterRefusal(began));
        }
    }

    void failed(long now, boolean permanent) {
        calling = false;
        dueAt = now + (permanent ? pause(failures++, MINUTE, HOUR) : pause(failures++, SECOND, MINUTE));
    }

    /** A consumer was refused with what is known. A call that is under way may have begun too early to bring the new one. */
    void refused(long now) {
        boolean first = !refusing || now - refusedLast > QUIET;
        if (first) {
            refusing = true;
            refusedSince = now;
        }
        refusedLast = now;
        dueAgain = true;
        if (!calling) {
            long earliest = first ? now : lastCall + afterRefusal(now);
            bringNearer(now - earliest < 0 ? earliest : now);
        }
    }

    private void bringNearer(long at) {
        if (at - dueAt < 0) {
            dueAt = at;
        }
    }

    private long afterRefusal(long now) {
        return spread(Math.max(SECOND, Math.min(MINUTE, (now - refusedSince) / 8)));
    }

    /** Whether a call is under way or about to begin. */
    boolean isAsking(long now) {
        return calling || dueAt - now <= 0;
    }

    /**
     * The process was stopped for so long: what has come of age meanwhile gets time to be asked for before it is given
     * up.
     */
    void paused(long now, long grace) {
        if (!expired && expiresAt - now < grace) {
            expiresAt = now + grace;
        }
    }

    /** Whether it has just now become too old to be handed out. */
    boolean expires(long now) {
        boolean expires = !expired && now - expiresAt >= 0;
        expired |= expires;
        return expires;
    }

    private long pause(int times, long least, long most) {
        return spread(Math.min(most, least << Math.min(times, 20)));
    }

    /** Never less than half, so that it is a pause; never the same for all. */
    private long spread(long longest) {
        return longest / 2 + (long) (longest / 2.0 * random.getAsDouble());
    }
}
