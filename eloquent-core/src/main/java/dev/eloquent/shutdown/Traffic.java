package dev.eloquent.shutdown;

import java.time.Duration;

/**
 * When the last request and the last probe came, and what follows from it: for how much longer somebody may still send
 * requests. Safe for use by several threads; of writes at the same moment any may stay.
 */
final class Traffic {
    private final long quietPeriod;
    private final long probeInterval;
    private final String readinessPath;
    private volatile Seen request = Seen.NEVER;
    private volatile Seen probe = Seen.NEVER;

    /**
     * The last of its kind.
     *
     * @param at when
     * @param gap since the one before; 0 if there was none
     */
    private record Seen(boolean ever, long at, long gap) {
        private static final Seen NEVER = new Seen(false, 0, 0);

        Seen next(long now) {
            return new Seen(true, now, ever ? now - at : 0);
        }

        /** What is left, at this moment, of a silence that begins with it. */
        long left(long silence, long now) {
            return ever ? Math.max(0, silence - (now - at)) : 0;
        }
    }

    Traffic(ShutdownSettings settings) {
        this.quietPeriod = settings.quietPeriod().toNanos();
        this.probeInterval = settings.probeInterval().toNanos();
        this.readinessPath = settings.readinessPath();
    }

    void request(long now) {
        request = request.next(now);
    }

    boolean hadRequests() {
        return request.ever;
    }

    void probe(long now) {
        probe = probe.next(now);
    }

    /** For how long no request must come from now on. */
    long untilRequestsAreQuiet(long now) {
        return request.left(quietPeriod, now);
    }

    /**
     * For how long no probe must come from now on. Two intervals of silence mean that the load balancer has let go; if
     * it was seen to probe less often than the settings say, its own interval counts.
     */
    long untilProbesAreQuiet(long now) {
        Seen last = probe;
        return probeInterval == 0 ? 0 : last.left(2 * Math.max(probeInterval, last.gap), now);
    }

    /** How it ended, for people; it tells a filter that was forgotten from a silence. */
    String silence() {
        if (!request.ever && !probe.ever) {
            return "no request or probe was ever counted";
        }
        String requests = "no request for " + Text.seconds(Duration.ofNanos(quietPeriod));
        return probe.ever
                ? requests + ", no probe for " + Text.seconds(Duration.ofNanos(2 * Math.max(probeInterval, probe.gap)))
                : requests + ", no probe ever at " + readinessPath;
    }
}
