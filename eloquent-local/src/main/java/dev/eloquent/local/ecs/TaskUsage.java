package dev.eloquent.local.ecs;

import java.time.Duration;

/**
 * What the container of a task has used, as its statistics have it.
 *
 * @param cpuTime of all its threads since it started; what a test gives may go up, not down
 * @param memoryBytes in use now
 */
public record TaskUsage(Duration cpuTime, long memoryBytes) {
    /** Checks the ranges. */
    public TaskUsage {
        if (cpuTime.isNegative()) {
            throw new IllegalArgumentException("cpuTime must not be negative, was " + cpuTime);
        }
        if (memoryBytes < 0) {
            throw new IllegalArgumentException("memoryBytes must not be negative, was " + memoryBytes);
        }
    }

    /** What this JVM uses: the CPU time of the process, where the system tells it, and the heap in use. */
    public static TaskUsage ofThisJvm() {
        Runtime runtime = Runtime.getRuntime();
        return new TaskUsage(
                ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO),
                runtime.totalMemory() - runtime.freeMemory());
    }
}
