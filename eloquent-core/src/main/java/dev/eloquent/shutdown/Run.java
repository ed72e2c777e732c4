package dev.eloquent.shutdown;

import dev.eloquent.shutdown.Sequence.Begin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One run of the steps: each on a thread of its own, as the {@link Sequence} says. What happens is handed to the running
 * thread through a queue, so that the sequence is that thread's alone.
 */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    /** The steps that tell of the others. */
    static final String REPORT = "shutdown report";

    /** How long the log has to take the report. */
    private static final long LOG_PATIENCE = TimeUnit.SECONDS.toNanos(2);

    private static final long EXIT_GLANCE = TimeUnit.MILLISECONDS.toNanos(100);

    private final String reason;
    private final ShutdownSettings settings;
    private final InFlight inFlight;
    private final Time time;
    private final Announcer announcer;
    private final Optional<ClassLoader> loader;
    private final long begin;
    private final Instant startedAt;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<StepPlan, Thread> threads = new HashMap<>();
    /** Those that do what was registered too late. */
    private final Set<Thread> late = ConcurrentHashMap.newKeySet();

    private Sequence sequence;
    private volatile boolean exiting;
    private boolean cutOff;
    /** For the steps that tell of it, on their threads. */
    private volatile ShutdownReport soFar;

    /** Something that has happened, to be told to the sequence. */
    private interface Event {
        void happen(long now);
    }

    Run(
            String reason,
            ShutdownSettings settings,
            InFlight inFlight,
            Time time,
            Announcer announcer,
            Optional<ClassLoader> loader) {
        this.reason = reason;
        this.settings = settings;
        this.inFlight = inFlight;
        this.time = time;
        this.announcer = announcer;
        this.loader = loader;
        this.begin = time.nanoTime();
        this.startedAt = time.now();
        this.sequence = new Sequence(List.of(), settings, begin);
        this.soFar = report();
    }

    /** A deadline for a step that is registered too late: its phase's end. */
    private Deadline deadline(Phase phase) {
        return new Deadline(time, Budget.of(settings, begin).end(phase));
    }

    /** Does on this thread what was registered too late. The run ends after it, if there is time. */
    void late(Phase phase, Task task) throws Exception {
        boolean outermost = late.add(Thread.currentThread());
        try {
            task.run(deadline(phase));
        } finally {
            if (outermost) {
                late.remove(Thread.currentThread());
                events.add(now -> {});
            }
        }
    }

    /** Such as the close of what was acquired as the signal came. */
    private boolean lateIsAtWork() {
        return !sequence.forced()
                && time.nanoTime() - begin < settings.limit().toNanos()
                && late.stream().anyMatch(thread -> !ExitCall.isIn(thread));
    }

    /** Waiting is over. */
    void force() {
        events.add(now -> sequence.force(now));
    }

    /** Somebody has called {@code System.exit}; steps that did are over. */
    void exiting() {
        exiting = true;
        inFlight.exiting();
        events.add(now -> {});
    }

    ShutdownReport run(List<StepPlan> steps, List<Consumer<? super ShutdownReport>> listeners) {
        sequence = new Sequence(withReport(steps, listeners), settings, begin);
        announcer.say(
                () -> LOG.info("Gracefully shutting down... ({}, {} at most)", reason, Text.seconds(settings.limit())));
        boolean interrupted = false;
        while (true) {
            for (Begin step : sequence.next(time.nanoTime())) {
                begin(step);
            }
            if (sequence.finished() && !lateIsAtWork()) {
                break;
            }
            try {
                await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
            interruptWhatIsOverdue();
            leaveWhatExits();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return report();
    }

    private void await() throws InterruptedException {
        long now = time.nanoTime();
        long wait = sequence.nextInterruption(now + EXIT_GLANCE) - now;
        if (exiting) {
            wait = Math.min(wait, EXIT_GLANCE);
        }
        @Nullable Event event = events.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
        while (event != null) {
            event.happen(time.nanoTime());
            event = events.poll();
        }
    }

    /** What is reported goes out between the last close and the first flush, and to the log before logging ends. */
    private List<StepPlan> withReport(List<StepPlan> steps, List<Consumer<? super ShutdownReport>> listeners) {
        List<StepPlan> all = new ArrayList<>();
        List<String> told = new ArrayList<>();
        for (Consumer<? super ShutdownReport> listener : listeners) {
            String name = REPORT + (told.isEmpty() ? "" : " " + (told.size() + 1));
            all.add(new StepPlan(Phase.FLUSH, name, Task.of(deadline -> listener.accept(soFar)), told));
            told.add(name);
        }
        all.add(new StepPlan(Phase.LOGS, REPORT, this::log, List.of()));
        for (StepPlan step : steps) {
            List<String> after = new ArrayList<>(step.after());
            if (step.phase() == Phase.FLUSH) {
                after.addAll(told);
            } else if (step.phase() == Phase.LOGS) {
                after.add(REPORT);
            }
            all.add(new StepPlan(step.phase(), step.name(), step.task(), after));
        }
        return all;
    }

    private String log(Deadline deadline) throws InterruptedException {
        ShutdownReport report = soFar;
        announcer.say(
                () -> LOG.atLevel(report.clean() ? Level.INFO : Level.WARN).log("{}", report));
        return announcer.await(Math.min(LOG_PATIENCE, deadline.remaining().toNanos()))
                ? ""
                : "the log does not take it, nobody may be reading";
    }

    private void begin(Begin step) {
        if (step.step().phase().compareTo(Phase.INTAKE) > 0) {
            // Also if the time was up before that step could do it.
            inFlight.stopIntake();
        }
        if (step.step().phase().compareTo(Phase.WORK) > 0 && !cutOff) {
            cutOff = true;
            inFlight.cutOff();
        }
        if (step.step().phase().compareTo(Phase.CLOSE) > 0) {
            soFar = report();
        }
        Deadline deadline = new Deadline(time, step.deadline());
        Runnable body = () -> {
            StepOutcome outcome = outcome(step.step(), deadline);
            events.add(now -> sequence.ended(step.step(), now, outcome));
        };
        String name = "shutdown-" + step.step().name();
        // In a group of its own, so that the threads which it starts can be found if it is stuck.
        Thread thread = new Thread(new ThreadGroup(name), body, name, 0, false);
        thread.setDaemon(true);
        loader.ifPresent(thread::setContextClassLoader);
        threads.put(step.step(), thread);
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            // Better here than not at all; whoever watches the whole still ends it.
            threads.put(step.step(), Thread.currentThread());
            body.run();
        }
    }

    private static StepOutcome outcome(StepPlan step, Deadline deadline) {
        try {
            return new StepOutcome.Completed(step.task().run(deadline));
        } catch (CutShort late) {
            return new StepOutcome.TimedOut(String.valueOf(late.getMessage()), late.stacks());
        } catch (Throwable fault) {
            // An Error too: the other steps are none the worse for it.
            return new StepOutcome.Failed(fault);
        }
    }

    private void interruptWhatIsOverdue() {
        long now = time.nanoTime();
        for (StepPlan step : sequence.overdue(now)) {
            Thread thread = threads.getOrDefault(step, Thread.currentThread());
            List<ThreadStack> stacks = ThreadStack.of(family(thread));
            sequence.ended(
                    step, now, new StepOutcome.TimedOut(sequence.forced() ? "forced by a second signal" : "", stacks));
            thread.interrupt();
        }
    }

    private static Stream<Thread> family(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        if (group == null) {
            return Stream.of(thread);
        }
        Thread[] members = new Thread[group.activeCount() + 8];
        int count = group.enumerate(members);
        return Stream.concat(Stream.of(thread), Stream.of(members).limit(count).filter(member -> member != thread));
    }

    private void leaveWhatExits() {
        if (!exiting) {
            return;
        }
        long now = time.nanoTime();
        for (StepPlan step : sequence.running()) {
            if (ExitCall.isIn(threads.getOrDefault(step, Thread.currentThread()))) {
                sequence.ended(step, now, new StepOutcome.Completed("called System.exit"));
            }
        }
    }

    private ShutdownReport report() {
        InFlight.Cut cut = inFlight.cut();
        return new ShutdownReport(
                reason,
                sequence.forced(),
                startedAt,
                Duration.ofNanos(time.nanoTime() - begin),
                settings.limit(),
                inFlight.drained(),
                inFlight.refused(),
                cut.count(),
                cut.named(),
                sequence.report());
    }
}
