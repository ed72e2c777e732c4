package dev.eloquent.shutdown;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What happened during a shutdown. Immutable.
 *
 * @param reason why there was one: {@code SIGTERM}, {@code SIGINT}, {@code JVM exit} ({@code System.exit}, or the end of the
 *     last thread), or what {@link Shutdown#run} was given
 * @param forced whether a second signal cut the waiting short
 * @param startedAt when it began, by the wall clock
 * @param duration how long it has taken so far
 * @param limit how long it might take in all
 * @param drained how many requests, and how much other named work, ended well after the shutdown had begun
 * @param refused how many requests and how much other work came after the intake had stopped
 * @param cut how many requests and how much other work had not ended when their time did
 * @param cutWork the 50 oldest of them that have a name, oldest first
 * @param steps the steps that have ended, in the order of their phases and starts
 */
public record ShutdownReport(
        String reason,
        boolean forced,
        Instant startedAt,
        Duration duration,
        Duration limit,
        long drained,
        long refused,
        long cut,
        List<CutWork> cutWork,
        List<StepReport> steps) {
    /** Keeps copies. */
    public ShutdownReport {
        cutWork = List.copyOf(cutWork);
        steps = List.copyOf(steps);
    }

    /** Whether every step completed, nothing was cut, and nobody forced it. */
    public boolean clean() {
        return !forced && cut == 0 && steps.stream().allMatch(step -> step.outcome() instanceof StepOutcome.Completed);
    }

    /**
     * {@link Shutdown#EXIT_CLEAN} or {@link Shutdown#EXIT_INCOMPLETE}: what the JVM exits with after a signal. If it was
     * ending already ({@code JVM exit}), it keeps the code that it ends with.
     */
    public int exitCode() {
        return clean() ? Shutdown.EXIT_CLEAN : Shutdown.EXIT_INCOMPLETE;
    }

    boolean choosesExitCode() {
        return !reason.equals(Shutdown.JVM_EXIT);
    }

    /** As one line of JSON, for logs that machines read. Times are in milliseconds. */
    public String toJson() {
        return ReportJson.of(this);
    }

    /** As a block of lines for people. */
    @Override
    public String toString() {
        return ReportText.of(this);
    }
}
