package dev.eloquent.health;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * One call's wait until each check has a result of a run that began after the call. One that goes on already may have
 * looked before; so it is waited for, and then there is another, which all who wait share. Used by the calling thread.
 */
final class Refresh {
    /**
     * What to wait for now.
     *
     * @param awaited empty when all is done
     * @param fresh those among them that have yet to begin
     * @param patience nanoseconds after which the last of them is to be given up
     */
    record Round(List<Run> awaited, List<Run> fresh, long patience) {}

    private final SharedThreads threads;
    private final Supplier<Round> next;
    private final Runnable onSlow;

    /** @param onSlow called where it takes longer than a moment, with runs in progress */
    Refresh(SharedThreads threads, Supplier<Round> next, Runnable onSlow) {
        this.threads = threads;
        this.next = next;
        this.onSlow = onSlow;
    }

    /**
     * Waits, but not beyond {@code end}, as {@link System#nanoTime}.
     *
     * @throws RejectedExecutionException if a check was not run because no thread was to be had for it
     */
    void await(long end) throws InterruptedException {
        Round round = next.get();
        while (!round.awaited().isEmpty() && end - System.nanoTime() > 0) {
            begin(round.fresh());
            awaitAll(round.awaited(), Math.min(end, System.nanoTime() + round.patience()));
            if (round.awaited().stream().anyMatch(Run::isCancelled)) {
                throw new RejectedExecutionException("no thread could be started for a check, by the JVM or the"
                        + " operating system; it runs as soon as there is one");
            }
            round = next.get();
        }
    }

    private void begin(List<Run> runs) throws InterruptedException {
        try {
            if (!threads.begin(runs)) {
                onSlow.run();
            }
        } catch (OutOfMemoryError noThread) {
            // Those that have one go on; the others are the schedule's again.
            runs.forEach(Run::cancel);
        }
    }

    /** The last first: a thread takes them in order, so that it is often the only one to be waited for. */
    private static void awaitAll(List<Run> runs, long until) throws InterruptedException {
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (!runs.get(i).awaitEnd(until - System.nanoTime())) {
                return;
            }
        }
    }
}
