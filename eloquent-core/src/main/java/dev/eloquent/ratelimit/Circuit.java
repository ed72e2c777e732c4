package dev.eloquent.ratelimit;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store is asked. After a few failures in a row it is not, until a heartbeat has found it well again: no
 * request pays for trying. Says so in the log when that changes, not at each request.
 *
 * <p>A store may answer heartbeats and nothing else. So it is well again only when it has answered a decision in time, or
 * one heartbeat more; and if decisions fail again before, the next heartbeat that counts is twice as far away.
 */
final class Circuit {
    private static final Logger LOG = LoggerFactory.getLogger(SharedQuota.class);

    /** Fewer would give up at a hiccup, more would keep callers waiting for that many timeouts. */
    private static final int FAILURES = 5;

    /** Of heartbeats while it is open: half a minute. */
    private static final int LONGEST_PAUSE = 60;

    private final String quota;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean away;
    private int pause = 1;
    private int beats;
    private long lateCounted = System.nanoTime();

    Circuit(String quota) {
        this.quota = quota;
    }

    boolean isOpen() {
        return failures.get() >= FAILURES;
    }

    /** An answer came in time. While the circuit is open only a heartbeat counts: late answers tell of the past. */
    void succeeded() {
        if (failures.get() != 0 && !isOpen()) {
            failures.set(0);
        }
        if (away && !isOpen()) {
            well();
        }
    }

    /** A caller who has asked at that time has waited in vain. Those who asked before the last such failure tell the same again. */
    void late(long since) {
        boolean tellsMore;
        synchronized (this) {
            tellsMore = since - lateCounted >= 0;
            lateCounted = tellsMore ? System.nanoTime() : lateCounted;
        }
        if (tellsMore) {
            failed("no answer within the timeout");
        }
    }

    /** A call failed. */
    void failed(String why) {
        if (failures.incrementAndGet() == FAILURES) {
            opened(why);
        }
    }

    private synchronized void opened(String why) {
        pause = away ? Math.min(LONGEST_PAUSE, 2 * pause) : 1;
        beats = 0;
        if (!away) {
            away = true;
            LOG.warn("{}: the store does not answer, decisions are made here until it does: {}", quota, why);
        }
    }

    /** A heartbeat was answered in time. */
    void beat() {
        if (!isOpen()) {
            failures.set(0);
            well();
        } else if (isDue()) {
            failures.set(0);
        }
    }

    private synchronized boolean isDue() {
        return ++beats >= pause;
    }

    private synchronized void well() {
        if (away) {
            away = false;
            LOG.info("{}: the store answers again", quota);
        }
    }
}
