package dev.eloquent.shutdown;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * When the last request and the last probe came, and what follows from it: for how much longer somebody may still send
 * requests. Safe for use by several threads; of writes at the same moment any may stay.
 */
final class Traffic {
    private final long quietPeriod;
    private final long probeInterval;
    private final String readinessPath;
    private volatile boolean requested;
    private volatile long lastRequest;
    private volatile Seen probe = Seen.NEVER;

    /**
     * The last of its kind.
     *
     * @param at when
     * @param gaps between it and the one before, and so on, the newest first; a load balancer probes from several nodes,
     *     so that a short one alone says little
     */
    private record Seen(boolean ever, long at, List<Long> gaps) {
        private static final int GAPS = 6;
        private static final Seen NEVER = new Seen(false, 0, List.of());

        Seen next(long now) {
            return ever
                    ? new Seen(
                            true,
                            now,
                            Stream.concat(Stream.of(now - at), gaps.stream())
                                    .limit(GAPS)
                                    .toList())
                    : new Seen(true, now, gaps);
        }

        long longestGap() {
            return gaps.stream().mapToLong(Long::longValue).max().orElse(0);
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
        lastRequest = now;
        requested = true;
    }

    boolean hadRequests() {
        return requested;
    }

    void probe(long now) {
        probe = probe.next(now);
    }

    /** For how long no request must come from now on. */
    long untilRequestsAreQuiet(long now) {
        return requested ? Math.max(0, quietPeriod - (now - lastRequest)) : 0;
    }

    /**
     * For how long no probe must come from now on. Two intervals of silence mean that the load balancer has let go; if
     * it was seen to probe less often than the settings say, its own interval counts.
     */
    long untilProbesAreQuiet(long now) {
        Seen last = probe;
        return probeInterval == 0 ? 0 : last.left(2 * Math.max(probeInterval, last.longestGap()), now);
    }

    /** How it ended, for people; it tells a filter that was forgotten from a silence. */
    String silence() {
        if (!requested && !probe.ever) {
            return "no request or probe was ever counted";
        }
        String requests = "no request for " + Text.seconds(Duration.ofNanos(quietPeriod));
        return probe.ever
                ? requests + ", no probe for "
                        + Text.seconds(Duration.ofNanos(2 * Math.max(probeInterval, probe.longestGap())))
                : requests + ", no probe ever at " + readinessPath;
    }
}
