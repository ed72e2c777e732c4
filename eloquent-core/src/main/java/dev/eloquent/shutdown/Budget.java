package dev.eloquent.shutdown;

import java.time.Duration;

/**
 * By when each phase must have ended, on the monotonic clock. The ends are fixed from the start, so that time which a
 * phase does not use is the next one's, and no sum of shares can exceed the limit.
 */
final class Budget {
    /** Turning readiness off is a matter of a flag; a hang there must not cost the drain its time. */
    private static final Duration READINESS = Duration.ofSeconds(1);

    private final long readiness;
    private final long drain;
    private final long intake;
    private final long work;
    private final long close;
    private final long flush;
    private final long logs;

    private Budget(long readiness, long drain, long intake, long work, long close, long flush, long logs) {
        this.readiness = readiness;
        this.drain = drain;
        this.intake = intake;
        this.work = work;
        this.close = close;
        this.flush = flush;
        this.logs = logs;
    }

    static Budget of(ShutdownSettings settings, long start) {
        long logs = start + settings.limit().toNanos();
        long close = logs - settings.flush().toNanos();
        long work = close - settings.close().toNanos();
        long drain = work - settings.work().toNanos();
        // Without a share for the drain, readiness takes a little of the work's.
        long readiness = start + Math.min(READINESS.toNanos(), Math.max((drain - start) / 4, (work - start) / 10));
        long drained = Math.max(drain, readiness + (work - readiness) / 10);
        return new Budget(
                readiness, drained, drained + (work - drained) / 4, work, close, logs - (logs - close) / 8, logs);
    }

    /** Now nothing is waited for any more: only closing and flushing keep their shares, from now on. */
    Budget forced(ShutdownSettings settings, long now) {
        long newClose = Math.min(close, now + settings.close().toNanos());
        long newLogs = Math.min(logs, newClose + settings.flush().toNanos());
        return new Budget(now, now, now, now, newClose, newLogs - (newLogs - newClose) / 8, newLogs);
    }

    long end(Phase phase) {
        return switch (phase) {
            case READINESS -> readiness;
            case DRAIN -> drain;
            case INTAKE -> intake;
            case WORK -> work;
            case CLOSE -> close;
            case FLUSH -> flush;
            case LOGS -> logs;
        };
    }
}
