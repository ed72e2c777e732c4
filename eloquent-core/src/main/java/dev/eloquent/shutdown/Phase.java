package dev.eloquent.shutdown;

import java.util.Locale;

/**
 * The phases of a shutdown, in their order. A phase begins when the one before it has ended; the steps of a phase run
 * beside each other unless one is to come after another.
 */
public enum Phase {
    /** The service says that it is not ready, so that load balancers look elsewhere. */
    READINESS,
    /** Requests are served as before until no more come. */
    DRAIN,
    /** From here on new requests and new work are refused; consumers have taken nothing more from the very beginning. */
    INTAKE,
    /** What has begun is brought to its end: requests in flight, consumers, executors. */
    WORK,
    /** Servers, pools and connections are closed, in the reverse order of their acquisition. */
    CLOSE,
    /** Metrics and traces are sent. */
    FLUSH,
    /** Logging ends, as the last thing of all. */
    LOGS;

    /** In lower case, as reports have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
