package dev.eloquent.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Runs the checks and publishes what they say. One thread calls {@link #tick()}, again and again; whoever wants to know
 * at once calls {@link #refresh}; everybody else reads {@link #current()}, which never waits for either.
 *
 * <p>The invariants: the tasks are touched under {@link #turn} alone, and whoever holds it runs no code of a user's and
 * writes no log, so that neither can hold the schedule up; a snapshot is published at least once a heartbeat, so that
 * one past its expiry means that the ticking thread is dead or the process was paused ({@link Staleness} tells which).
 */
final class HealthEngine {
    static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration SNAPSHOT_LIFE = HEARTBEAT.multipliedBy(5);

    private final HealthPlan plan;
    private final TimeSource time;
    private final Consumer<Duration> onPause;
    private final Consumer<Transition> onTransition;
    private final Runnable wake;
    private final SharedThreads shared;
    private final Object turn = new Object();
    private final ActiveTime activeTime;
    private final Staleness staleness;
    private final List<CheckTask> tasks = new ArrayList<>();
    private final CheckTask vitals;
    private final Set<String> passedGroups = new HashSet<>();
    private final CountDownLatch firstResults = new CountDownLatch(1);
    private volatile boolean allHaveResults;
    private boolean retired;
    /** Written under {@link #publishing}, which is held for a moment and never while foreign code runs. */
    private volatile Snapshot snapshot;

    private final Object publishing = new Object();

    HealthEngine(
            HealthPlan plan,
            EngineSettings settings,
            ThreadFactory threads,
            Runnable wake,
            Consumer<Transition> onTransition,
            Consumer<Duration> onPause) {
        this.plan = plan;
        this.time = settings.time();
        this.onTransition = onTransition;
        this.onPause = onPause;
        this.wake = wake;
        this.shared = new SharedThreads(threads);
        this.staleness = new Staleness(settings.resumeGrace());
        CheckTask.Surroundings surroundings =
                new CheckTask.Surroundings(threads, wake, settings.random(), onTransition);
        Instant wallNow = time.now();
        long now = time.nanoTime();
        this.activeTime = new ActiveTime(now, HEARTBEAT, settings.pauseAfter());
        long active = activeTime.at(now);
        for (CheckPlan check : plan.checks()) {
            tasks.add(new CheckTask(check, surroundings, Optional.empty(), active, wallNow));
        }
        CheckPlan process = new CheckPlan(Transition.PROCESS, settings.vitals(), Impact.CRITICAL, JvmVitals.SETTINGS);
        this.vitals = new CheckTask(process, surroundings, settings.ifNoThread(), active, wallNow);
        this.snapshot = observeAll(active, now);
    }

    /** Does what is due. @return how long until something is due again, in nanoseconds, at most a heartbeat */
    long tick() {
        synchronized (turn) {
            long now = time.nanoTime();
            long active = activeAt(now);
            Instant wallNow = time.now();
            long next = vitals.advance(active, wallNow);
            for (CheckTask task : tasks) {
                next = Math.min(next, task.advance(active, wallNow));
            }
            if (!retired) {
                Snapshot observed = observeAll(active, now);
                publish(observed::carryingOver);
            }
            if (firstResults.getCount() > 0 && tasks.stream().allMatch(CheckTask::hasResult)) {
                allHaveResults = true;
                firstResults.countDown();
            }
            return Math.max(0, Math.min(next - active, HEARTBEAT.toNanos()));
        }
    }

    private long activeAt(long now) {
        long active = activeTime.at(now);
        if (!activeTime.lastPause().isZero()) {
            onPause.accept(activeTime.lastPause());
        }
        return active;
    }

    /**
     * Waits until every check has a result of a run that began after the call. Any thread.
     *
     * @throws RejectedExecutionException if no thread was to be had for one
     */
    void refresh(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(limit);
        long since;
        synchronized (turn) {
            since = activeAt(time.nanoTime());
        }
        boolean complete = false;
        try {
            new Refresh(shared, () -> round(since), wake).await(end);
            complete = true;
        } finally {
            tick();
            if (!complete) {
                wake.run(); // The schedule has yet to learn of deadlines that are nearer than what it sleeps for.
            }
        }
    }

    private Refresh.Round round(long since) {
        List<Run> awaited = new ArrayList<>(tasks.size());
        List<Run> fresh = new ArrayList<>(tasks.size());
        long patience = 0;
        synchronized (turn) {
            if (!retired) {
                long active = activeAt(time.nanoTime());
                Instant wallNow = time.now();
                for (CheckTask task : tasks) {
                    task.outOfTurn(since, fresh::add, active, wallNow).ifPresent(awaited::add);
                }
                for (Run run : awaited) {
                    patience = Math.max(patience, run.deadline() - active);
                }
            }
        }
        return new Refresh.Round(awaited, fresh, patience);
    }

    private Snapshot observeAll(long active, long now) {
        Map<String, CheckReport> reports = new LinkedHashMap<>();
        for (int i = 0; i < tasks.size(); i++) {
            reports.put(plan.checks().get(i).name(), tasks.get(i).report(active));
        }
        Map<String, HealthStatus> groups = new LinkedHashMap<>();
        for (Group group : plan.groups().values()) {
            HealthStatus status = group.evaluate(reports, passedGroups.contains(group.name));
            groups.put(group.name, status);
            if (group.startsDeep() && !status.isWorseThan(HealthStatus.DEGRADED)) {
                passedGroups.add(group.name);
            }
        }
        return Snapshot.of(
                Collections.unmodifiableMap(reports), groups, vitals.report(active), now + SNAPSHOT_LIFE.toNanos());
    }

    /** @return the snapshot that was replaced */
    private Snapshot publish(UnaryOperator<Snapshot> change) {
        synchronized (publishing) {
            Snapshot before = snapshot;
            snapshot = change.apply(before);
            return before;
        }
    }

    /** What a probe may believe now; safe for any thread, never blocks. */
    Snapshot current() {
        Snapshot latest = snapshot;
        return staleness.isStale(latest, time.nanoTime()) ? latest.unknown(ReasonCode.STALE) : latest;
    }

    /** Any thread; takes effect before it returns. */
    void drain() {
        Snapshot before = publish(Snapshot::drained);
        if (!before.isDraining()) {
            onTransition.accept(new Transition(
                    Transition.PROCESS,
                    HealthStatus.HEALTHY,
                    HealthStatus.UNHEALTHY,
                    ReasonCode.DRAINING,
                    time.now(),
                    Map.of()));
        }
    }

    /** Any thread; takes effect before it returns: nothing is known from now on. */
    void retire() {
        synchronized (turn) {
            retired = true;
            publish(last -> last.unknown(ReasonCode.CLOSED));
        }
        firstResults.countDown();
    }

    /**
     * After the last tick: interrupts the runs that still go on.
     *
     * @return the names of the threads that ignored it
     */
    List<String> end(Patience patience) {
        List<Run> runs = new ArrayList<>();
        synchronized (turn) {
            tasks.forEach(task -> task.inFlight().ifPresent(runs::add));
            vitals.inFlight().ifPresent(runs::add);
            runs.forEach(Run::giveUp);
        }
        shared.shutdown();
        List<String> left = new ArrayList<>();
        for (Run run : runs) {
            if (!run.awaitEnd(patience)) {
                left.add(run.threadName());
            }
        }
        if (runs.stream().noneMatch(Run::isOnThisThread)) {
            shared.awaitEnd(patience);
        }
        return left;
    }

    boolean awaitFirstResults(Duration limit) throws InterruptedException {
        return firstResults.await(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS) && allHaveResults;
    }
}
