package dev.eloquent.shutdown;

import java.time.Duration;

/** Waits for what is in flight once nothing new is let in. */
final class AwaitInFlight implements Task {
    private static final Duration GLANCE = Duration.ofMillis(20);

    /** Containers write what is left of an answer when the filter that counts has returned. */
    private static final Duration LAST_BYTES = Duration.ofMillis(50);

    private final InFlight inFlight;
    private final Time time;

    AwaitInFlight(InFlight inFlight, Time time) {
        this.inFlight = inFlight;
        this.time = time;
    }

    @Override
    public String run(Deadline deadline) throws InterruptedException, CutShort {
        while (inFlight.awaited() > 0) {
            if (deadline.passed()) {
                // The report has their names and stacks.
                throw new CutShort(inFlight.awaited() + " cut", java.util.List.of());
            }
            time.sleep(GLANCE);
        }
        if (inFlight.traffic().hadRequests()) {
            time.sleep(LAST_BYTES);
        }
        return "";
    }
}
