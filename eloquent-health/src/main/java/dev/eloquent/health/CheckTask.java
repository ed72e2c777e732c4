package dev.eloquent.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One check's schedule, the run in flight, if any, and what is known. Used under the engine's lock; all times are {@link
 * ActiveTime}.
 *
 * <p>Rules: never two runs at a time. A run that outlasts its deadline counts as one timed-out result then, and as
 * another each time the check is due again, so that a hang trips a threshold of three as three failures do. A result
 * that comes after the deadline is not counted: it tells of a time long gone.
 */
final class CheckTask {
    private final CheckPlan plan;
    private final Surroundings surroundings;
    private final Optional<CheckResult> ifNoThread;
    private final Damping damping;
    private final long startedAt;
    private final long maxAge;

    private long nextDue;
    private long lastResultAt;
    private long lastBegan = Long.MIN_VALUE;
    private boolean inGrace;
    private @Nullable Run run;
    private ReasonCode reason = ReasonCode.NOT_RUN_YET;
    private Instant since;
    private CheckReport.@Nullable LastRun lastRun;

    /** What all tasks of an engine share. {@code wake} makes the engine look soon, from any thread. */
    record Surroundings(
            ThreadFactory threads, Runnable wake, RandomGenerator random, Consumer<Transition> onTransition) {}

    /**
     * @param ifNoThread what it means that no thread can be started. It is a fault of the process, and a result only to
     *     the check that looks at the process; any other check was not made, nothing was learned of what it looks at,
     *     and it grows stale
     */
    CheckTask(CheckPlan plan, Surroundings surroundings, Optional<CheckResult> ifNoThread, long now, Instant wallNow) {
        this.plan = plan;
        this.surroundings = surroundings;
        this.ifNoThread = ifNoThread;
        CheckSettings settings = plan.settings();
        this.damping = new Damping(settings.initially(), settings.failureThreshold(), settings.successThreshold());
        // Two turns: one may be lost, for instance when no thread could be started for it.
        this.maxAge = 2 * settings.longestInterval().plus(settings.timeout()).toNanos();
        this.inGrace = settings.startupGrace().compareTo(Duration.ZERO) > 0;
        this.startedAt = now;
        this.nextDue = now;
        this.lastResultAt = now;
        this.since = wallNow;
    }

    /** Does what is due. @return when it wants to be called next */
    long advance(long now, Instant wallNow) {
        Run hung = run;
        boolean hangs = hung != null && hung.isGivenUp();
        takeIn(now, wallNow);
        if (now >= nextDue) {
            nextDue = now + jitteredInterval();
            if (run == null) {
                start(now, wallNow);
            } else if (hangs) {
                observe(run.timedOut(now), run.age(now), now, wallNow);
            }
        }
        if (now - lastResultAt > maxAge && damping.status() != HealthStatus.UNKNOWN) {
            HealthStatus before = damping.status();
            damping.forget();
            changed(before, ReasonCode.STALE, wallNow, Map.of());
        }
        return nextWake();
    }

    /** What the run in flight has come to, if it has ended or should have. */
    private void takeIn(long now, Instant wallNow) {
        Run inFlight = run;
        if (inFlight == null) {
            return;
        }
        Optional<CheckResult> result = inFlight.result();
        if (inFlight.isCancelled() || (now >= inFlight.deadline() && inFlight.cancel())) {
            // It found no thread, so nothing was learned, and it is due.
            run = null;
            nextDue = now;
        } else if (result.isPresent()) {
            run = null;
            if (!inFlight.isGivenUp()) {
                lastBegan = inFlight.startedAt();
                observe(result.get(), inFlight.age(now), now, wallNow);
            }
        } else if (!inFlight.isGivenUp() && now >= inFlight.deadline()) {
            lastBegan = inFlight.startedAt();
            observe(inFlight.timedOut(now), inFlight.age(now), now, wallNow);
            inFlight.giveUp();
        }
    }

    private void start(long now, Instant wallNow) {
        try {
            Run started = new Run(plan, surroundings.wake(), now);
            started.startOn(surroundings.threads());
            run = started;
        } catch (OutOfMemoryError noThread) {
            ifNoThread.ifPresent(result -> observe(result, Duration.ZERO, now, wallNow));
        }
    }

    /**
     * The run to wait for until there is a result of one that began at {@code since} or later: the one that goes on, or
     * a new one, which the caller has to begin.
     *
     * @return empty if there is such a result, or an earlier run hangs: there is only ever one
     */
    Optional<Run> outOfTurn(long since, Consumer<Run> begin, long now, Instant wallNow) {
        takeIn(now, wallNow);
        Run inFlight = run;
        if (inFlight == null && lastBegan < since) {
            inFlight = new Run(plan, () -> {}, now);
            run = inFlight;
            nextDue = now + jitteredInterval();
            begin.accept(inFlight);
        }
        return inFlight == null || inFlight.isGivenUp() || lastBegan >= since
                ? Optional.empty()
                : Optional.of(inFlight);
    }

    private void observe(CheckResult result, Duration took, long now, Instant wallNow) {
        lastResultAt = now;
        int inARow = lastRun != null && lastRun.observed() == result.status() ? lastRun.inARow() + 1 : 1;
        lastRun = new CheckReport.LastRun(result.status(), result.reason(), wallNow, took, inARow, result.details());
        inGrace = inGrace
                && result.status() != HealthStatus.HEALTHY
                && now - startedAt < plan.settings().startupGrace().toNanos();
        if (inGrace) {
            return;
        }
        HealthStatus before = damping.status();
        damping.observe(result.status());
        if (damping.status() != before) {
            changed(before, result.reason(), wallNow, result.details());
        } else if (damping.status() == result.status()) {
            reason = result.reason();
        }
    }

    private void changed(HealthStatus before, ReasonCode why, Instant wallNow, Map<String, String> details) {
        reason = why;
        since = wallNow;
        surroundings
                .onTransition()
                .accept(new Transition(plan.name(), before, damping.status(), why, wallNow, details));
    }

    private long nextWake() {
        Run inFlight = run;
        return inFlight == null || inFlight.isGivenUp() ? nextDue : Math.min(nextDue, inFlight.deadline());
    }

    private long jitteredInterval() {
        CheckSettings settings = plan.settings();
        double share = 1 + settings.jitter() * (2 * surroundings.random().nextDouble() - 1);
        return (long) (settings.interval().toNanos() * share);
    }

    CheckReport report(long now) {
        return new CheckReport(
                plan.name(),
                damping.status(),
                reason,
                since,
                Optional.ofNullable(lastRun).map(last -> aged(last, now)));
    }

    /** The age of a thread that still hangs goes on growing after the result that named it. */
    private CheckReport.LastRun aged(CheckReport.LastRun last, long now) {
        Run inFlight = run;
        if (inFlight == null || !inFlight.isGivenUp()) {
            return last;
        }
        return new CheckReport.LastRun(
                last.observed(),
                last.reason(),
                last.at(),
                last.took(),
                last.inARow(),
                inFlight.hangSeenLast(now).details());
    }

    boolean hasResult() {
        return lastRun != null;
    }

    Optional<Run> inFlight() {
        return Optional.ofNullable(run);
    }
}
