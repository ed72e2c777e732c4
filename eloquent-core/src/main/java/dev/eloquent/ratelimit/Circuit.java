package dev.eloquent.ratelimit;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store is asked. After a few failures in a row it is not, until a heartbeat has found it well again: no
 * request pays for trying. Says so in the log when that changes, not at each request.
 */
final class Circuit {
    private static final Logger LOG = LoggerFactory.getLogger(SharedQuota.class);

    /** Fewer would give up at a hiccup, more would keep that many callers waiting for their timeout. */
    private static final int FAILURES = 5;

    private final String quota;
    private final AtomicInteger failures = new AtomicInteger();

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
    }

    /** It failed, or was too late. */
    void failed(String why) {
        if (failures.incrementAndGet() == FAILURES) {
            LOG.warn("{}: the store does not answer, decisions are made here until it does: {}", quota, why);
        }
    }

    /** A heartbeat was answered. */
    void recovered() {
        if (failures.getAndSet(0) >= FAILURES) {
            LOG.info("{}: the store answers again", quota);
        }
    }
}
