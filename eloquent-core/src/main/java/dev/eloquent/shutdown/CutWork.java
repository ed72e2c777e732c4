package dev.eloquent.shutdown;

import java.time.Duration;
import java.util.List;

/**
 * A request, or other named work, that had not ended when its time did.
 *
 * @param name such as {@code GET /api/events}
 * @param age since it began
 * @param stacks where the thread that began it was, if it is still at it
 */
public record CutWork(String name, Duration age, List<ThreadStack> stacks) {
    /** Keeps a copy. */
    public CutWork {
        stacks = List.copyOf(stacks);
    }
}
