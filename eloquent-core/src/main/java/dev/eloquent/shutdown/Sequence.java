package dev.eloquent.shutdown;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which step may begin when, and until when it may run: the state machine of a shutdown. It has no threads and reads no
 * clock; whoever runs the steps tells it what has happened at what time. Not safe for use by several threads.
 *
 * <p>Invariants: a step begins once at most, and only when all steps of the phases before its own, and all that it comes
 * after, have ended; no step may run past the end of its phase; a step always keeps a share of its phase for those that
 * come after it, so that one which hangs costs the others nothing of what is theirs.
 */
final class Sequence {
    /** What a step that others come after leaves to each of them, if there is as much: most need far less. */
    private static final long RESERVE = Duration.ofMillis(200).toNanos();

    /** What a step has before it is taken for hung, however many come after it: a pause of the JVM may be as long. */
    private static final long PATIENCE = Duration.ofMillis(100).toNanos();

    /** A step is told a deadline that is earlier than the one at which it is interrupted, by a twentieth, or so much. */
    private static final long GRACE = Duration.ofMillis(200).toNanos();

    private final ShutdownSettings settings;
    private final long begin;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Phase, Map<String, Entry>> byName = new HashMap<>();
    private Budget budget;
    private boolean forced;

    Sequence(List<StepPlan> steps, ShutdownSettings settings, long begin) {
        this.settings = settings;
        this.begin = begin;
        this.budget = Budget.of(settings, begin);
        for (StepPlan step : steps) {
            Entry entry = new Entry(step);
            entries.add(entry);
            byName.computeIfAbsent(step.phase(), any -> new HashMap<>()).put(step.name(), entry);
        }
        measureChains();
    }

    /** A step that is to begin now: when to tell it to end, and when to interrupt it. */
    record Begin(StepPlan step, long deadline, long interruption) {}

    /** The steps that may begin now; each is given out once. */
    List<Begin> next(long now) {
        List<Begin> begins = new ArrayList<>();
        boolean skipped;
        do {
            skipped = false;
            Phase phase = phase();
            for (Entry entry : entries) {
                if (entry.plan.phase() == phase && entry.state == State.WAITING && mayBegin(entry)) {
                    begin(entry, now, begins);
                    skipped |= entry.state == State.ENDED;
                }
            }
            // A step that was skipped may let the next one begin, or end the phase.
        } while (skipped && begins.isEmpty() && entries.stream().noneMatch(entry -> entry.state == State.RUNNING));
        return begins;
    }

    private void begin(Entry entry, long now, List<Begin> begins) {
        long end = endOf(entry, now);
        entry.start = now;
        if (end - now <= 0) {
            entry.end(now, new StepOutcome.Skipped(forced ? "forced by a second signal" : "no time was left for it"));
            return;
        }
        entry.state = State.RUNNING;
        entry.interruption = end;
        begins.add(new Begin(entry.plan, end - Math.min(GRACE, (end - now) / 20), end));
    }

    private long endOf(Entry entry, long now) {
        long end = budget.end(entry.plan.phase());
        long left = end - now;
        long reserved = entry.chain * Math.min(RESERVE, left / (entry.chain + 1));
        return end - Math.min(reserved, left - Math.min(PATIENCE, left / (Math.min(entry.chain, 3) + 1)));
    }

    /** Tells each step how long the longest chain is that waits for it, beginning with those for which nobody waits. */
    private void measureChains() {
        Map<Entry, Integer> waiting = new HashMap<>();
        for (Entry entry : entries) {
            entry.plan.after().forEach(name -> waiting.merge(named(entry.plan.phase(), name), 1, Integer::sum));
        }
        Deque<Entry> measured = new ArrayDeque<>(entries);
        measured.removeIf(waiting::containsKey);
        while (!measured.isEmpty()) {
            Entry entry = measured.remove();
            for (String name : entry.plan.after()) {
                Entry before = named(entry.plan.phase(), name);
                before.chain = Math.max(before.chain, 1 + entry.chain);
                if (waiting.merge(before, -1, Integer::sum) == 0) {
                    measured.add(before);
                }
            }
        }
    }

    /** A step has ended by itself. After its time was up only what it tells of what was cut counts. */
    void ended(StepPlan step, long now, StepOutcome outcome) {
        Entry entry = entry(step);
        if (entry.state == State.RUNNING) {
            entry.end(now, outcome);
        } else if (entry.outcome instanceof StepOutcome.TimedOut known
                && outcome instanceof StepOutcome.TimedOut told) {
            entry.outcome = known.and(told);
        }
    }

    /** The steps whose time is up and which are to be interrupted and reported with {@link #ended}. */
    List<StepPlan> overdue(long now) {
        return entries.stream()
                .filter(entry -> entry.state == State.RUNNING && entry.interruption - now <= 0)
                .map(entry -> entry.plan)
                .toList();
    }

    /** The steps that run now. */
    List<StepPlan> running() {
        return entries.stream()
                .filter(entry -> entry.state == State.RUNNING)
                .map(entry -> entry.plan)
                .toList();
    }

    /** When to ask for {@link #overdue} again, unless a step ends before. */
    long nextInterruption(long otherwise) {
        return entries.stream()
                .filter(entry -> entry.state == State.RUNNING)
                .map(entry -> entry.interruption)
                .min(Comparator.comparingLong(time -> time - begin))
                .orElse(otherwise);
    }

    /** Waiting is over: steps up to the end of the work are overdue now, and those that have not begun are skipped. */
    void force(long now) {
        if (forced) {
            return;
        }
        forced = true;
        budget = budget.forced(settings, now);
        for (Entry entry : entries) {
            if (entry.state == State.RUNNING) {
                // Less what it leaves to those after it: a close that hangs must not have the others' time too.
                long end = endOf(entry, now);
                entry.interruption = end - entry.interruption < 0 ? end : entry.interruption;
            }
        }
    }

    boolean forced() {
        return forced;
    }

    boolean finished() {
        return entries.stream().allMatch(entry -> entry.state == State.ENDED);
    }

    /** The steps that have ended, by phase and start. */
    List<StepReport> report() {
        return entries.stream()
                .filter(entry -> entry.state == State.ENDED)
                .sorted(Comparator.<Entry, Phase>comparing(entry -> entry.plan.phase())
                        .thenComparingLong(entry -> entry.start - begin))
                .map(entry -> entry.report(begin))
                .toList();
    }

    /** The first phase that has not ended. */
    private Phase phase() {
        return entries.stream()
                .filter(entry -> entry.state != State.ENDED)
                .map(entry -> entry.plan.phase())
                .min(Comparator.naturalOrder())
                .orElse(Phase.LOGS);
    }

    private boolean mayBegin(Entry entry) {
        return entry.plan.after().stream().allMatch(name -> named(entry.plan.phase(), name).state == State.ENDED);
    }

    private Entry entry(StepPlan step) {
        return named(step.phase(), step.name());
    }

    private Entry named(Phase of, String name) {
        return java.util.Objects.requireNonNull(
                byName.getOrDefault(of, Map.of()).get(name), name);
    }

    private enum State {
        WAITING,
        RUNNING,
        ENDED
    }

    private static final class Entry {
        private static final StepOutcome NONE_YET = new StepOutcome.Skipped("not ended");

        private final StepPlan plan;
        private State state = State.WAITING;
        private long start;
        private long interruption;
        private long end;
        /** How many steps have to come one after another behind this one. */
        private int chain;

        private StepOutcome outcome = NONE_YET;

        private Entry(StepPlan plan) {
            this.plan = plan;
        }

        private void end(long now, StepOutcome how) {
            state = State.ENDED;
            end = now;
            outcome = how;
        }

        private StepReport report(long begin) {
            return new StepReport(
                    plan.phase(), plan.name(), Duration.ofNanos(start - begin), Duration.ofNanos(end - start), outcome);
        }
    }
}
