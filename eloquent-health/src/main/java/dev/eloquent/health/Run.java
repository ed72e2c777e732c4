package dev.eloquent.health;

import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of a check. Begun on whichever thread calls {@link #run()}: when it is due on one of its own
 * ({@link #startOn}), when somebody waits for it on one of the {@link SharedThreads}.
 *
 * <p>The schedule takes a fresh platform thread for each run, rather than a pool or virtual threads: it costs little
 * every few seconds, it is free of whatever an earlier run left behind, a hang names itself, it cannot be starved by a
 * pinned carrier, and a JVM that can start no more threads is found out.
 */
final class Run implements Runnable {
    /** Prepared, because there is no memory to make it when it is needed. */
    private static final CheckResult OUT_OF_MEMORY = CheckResult.unhealthy(ReasonCode.OUT_OF_MEMORY);

    private static final CheckResult NO_RESULT = CheckResult.unhealthy(ReasonCode.CHECK_FAILED);

    private static final int STACK_LINES = 8;

    private final CheckPlan plan;
    private final String threadName;
    private final long startedAt;
    private final long deadline;
    private final Runnable onEnd;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile @Nullable CheckResult result;
    private boolean givenUp;
    private String stack = "";

    private volatile @Nullable Thread thread;

    private boolean takesLong;
    private boolean renamed;
    private boolean cancelled;

    /** @param onEnd called when the run has ended, on the thread that it was on */
    Run(CheckPlan plan, Runnable onEnd, long now) {
        this.plan = plan;
        this.threadName = "eloquent-health-check-" + plan.name();
        this.onEnd = onEnd;
        this.startedAt = now;
        this.deadline = now + plan.settings().timeout().toNanos();
    }

    /** @throws OutOfMemoryError if no thread can be started */
    void startOn(ThreadFactory threads) {
        Thread own = threads.newThread(this);
        own.setName(threadName);
        thread = own;
        own.start();
    }

    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        CheckResult seen = NO_RESULT;
        try {
            seen = runOnce();
        } finally {
            // Also if making a result of an exception failed: a run that ended must not look like a hang.
            end(seen);
        }
    }

    private synchronized boolean begin() {
        if (cancelled) {
            return false;
        }
        thread = Thread.currentThread();
        if (takesLong) {
            nameThread();
        }
        return true;
    }

    private void end(CheckResult seen) {
        synchronized (this) {
            result = seen;
            // The thread may go on to another run, which an interrupt or a name meant for this one must not meet.
            Thread.interrupted();
            if (renamed) {
                Thread.currentThread().setName(SharedThreads.NAME);
            }
        }
        end.countDown();
        onEnd.run();
    }

    /** Everything is caught and becomes the result: an Error in a check must not look like a hang. */
    private CheckResult runOnce() {
        try {
            @Nullable CheckResult seen = plan.check().check(plan.settings().timeout());
            if (seen != null && seen.reason().equals(ReasonCode.TIMED_OUT)) {
                // The check's own client gave up just before we did; the thread is named either way.
                return seen.with("thread", threadName);
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

    /** Waits for the end of the run. @return whether it has ended */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return end.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Gives the thread that the check keeps, or will have, the check's name. */
    synchronized void nameThread() {
        takesLong = true;
        Thread busy = thread;
        if (busy != null && result == null && !renamed) {
            renamed = true;
            busy.setName(threadName);
        }
    }

    /** Sees to it that a run that has no thread yet never begins. @return whether it had none */
    synchronized boolean cancel() {
        if (thread == null) {
            cancelled = true;
            end.countDown();
        }
        return cancelled;
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    long startedAt() {
        return startedAt;
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

    /** Stops waiting for the run: its thread is interrupted, which ends most hangs but not all; without one it never begins. */
    synchronized void giveUp() {
        givenUp = true;
        Thread busy = thread;
        if (busy == null) {
            cancel();
        } else if (result == null && busy != Thread.currentThread()) {
            busy.interrupt();
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
                .with("thread", threadName)
                .with("running_ms", age(now).toMillis())
                .with("stack", stack);
    }

    /** The innermost frame, and then those that are not the JDK's: what hangs, and on whose behalf. */
    private String whereItHangs() {
        StringJoiner stack = new StringJoiner(" < ");
        Thread busy = thread;
        StackTraceElement[] frames = busy == null ? new StackTraceElement[0] : busy.getStackTrace();
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

    boolean isOnThisThread() {
        return thread == Thread.currentThread();
    }

    /** Whether the thread has ended, or does so while the patience lasts. */
    boolean awaitEnd(Patience patience) {
        Thread busy = thread;
        return busy == null || patience.awaitEnd(busy);
    }

    String threadName() {
        return threadName;
    }
}
