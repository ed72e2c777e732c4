package dev.eloquent.health;

import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * One run of a check on a thread of its own.
 *
 * <p>A fresh platform thread for each run, rather than a pool or virtual threads: it costs little every few
 * seconds, it is free of whatever an earlier run left behind, a hang names itself, it cannot be starved by a pinned
 * carrier, and a JVM that can start no more threads is found out.
 */
final class Run {
    /** Prepared, because there is no memory to make it when it is needed. */
    private static final CheckResult OUT_OF_MEMORY = CheckResult.unhealthy(ReasonCode.OUT_OF_MEMORY);

    private static final CheckResult NO_RESULT = CheckResult.unhealthy(ReasonCode.CHECK_FAILED);

    private static final int STACK_LINES = 8;

    private final Thread thread;
    private final long startedAt;
    private final long deadline;
    private volatile @Nullable CheckResult result;
    private boolean givenUp;
    private String stack = "";

    /** @throws OutOfMemoryError if no thread can be started */
    Run(CheckPlan plan, ThreadFactory threads, Runnable onEnd, long now) {
        startedAt = now;
        deadline = now + plan.settings().timeout().toNanos();
        thread = threads.newThread(() -> {
            CheckResult seen = NO_RESULT;
            try {
                seen = runOnce(plan);
            } finally {
                // Also if making a result of an exception failed: a run that ended must not look like a hang.
                result = seen;
                onEnd.run();
            }
        });
        thread.setName("eloquent-health-check-" + plan.name());
        thread.start();
    }

    /** Everything is caught and becomes the result: an Error in a check must not look like a hang. */
    private static CheckResult runOnce(CheckPlan plan) {
        try {
            @Nullable CheckResult seen = plan.check().check(plan.settings().timeout());
            if (seen != null && seen.reason().equals(ReasonCode.TIMED_OUT)) {
                // The check's own client gave up just before we did; the thread is named either way.
                return seen.with("thread", Thread.currentThread().getName());
            }
            return seen != null
                    ? seen
                    : CheckResult.unhealthy(ReasonCode.CHECK_FAILED).with("cause", "the check returned null");
        } catch (OutOfMemoryError e) {
            return OUT_OF_MEMORY;
        } catch (Throwable e) {
            return CheckResult.unhealthy(ReasonCode.CHECK_FAILED).causedBy(e);
        }
    }

    /** What the run saw; empty while it is still going on. */
    Optional<CheckResult> result() {
        return Optional.ofNullable(result);
    }

    Duration age(long now) {
        return Duration.ofNanos(now - startedAt);
    }

    long deadline() {
        return deadline;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    /** Stops waiting for the run; the thread is interrupted, which ends most hangs but not all. */
    void giveUp() {
        givenUp = true;
        if (thread != Thread.currentThread()) {
            thread.interrupt();
        }
    }

    /** The run, or what is left of it, as a result: who hangs, since when, and where just now. */
    CheckResult timedOut(long now) {
        stack = whereItHangs();
        return hangSeenLast(now);
    }

    /** The same without another look at the stack, which costs more than a heartbeat should. */
    CheckResult hangSeenLast(long now) {
        return CheckResult.unhealthy(ReasonCode.TIMED_OUT)
                .with("thread", thread.getName())
                .with("running_ms", age(now).toMillis())
                .with("stack", stack);
    }

    /** The innermost frame, and then those that are not the JDK's: what hangs, and on whose behalf. */
    private String whereItHangs() {
        StringJoiner stack = new StringJoiner(" < ");
        StackTraceElement[] frames = thread.getStackTrace();
        int shown = 0;
        for (int i = 0; i < frames.length && shown < STACK_LINES; i++) {
            String type = frames[i].getClassName();
            boolean ofTheJdk = type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.");
            if (i == 0 || !ofTheJdk) {
                stack.add(type + "." + frames[i].getMethodName() + ":" + frames[i].getLineNumber());
                shown++;
            }
        }
        return stack.toString();
    }

    /** Whether the thread has ended, or does so while the patience lasts. */
    boolean awaitEnd(Patience patience) {
        return patience.awaitEnd(thread);
    }

    String threadName() {
        return thread.getName();
    }
}
