package dev.eloquent.ecs;

import dev.eloquent.ecs.Ledger.Step;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps ECS told of what is held. One thread makes all calls, one after the other, so that a release never overtakes a
 * protection; whoever takes or gives back a hold waits for it no longer than the patience, and not at all while a failed
 * call is put off. The lock is never kept during a call or while something is logged.
 */
final class Keeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskProtection.class);

    private final Agent agent;
    private final Duration expiry;
    private final Duration patience;
    private final Time time;
    private final Ledger ledger;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread thread;
    private boolean closed;
    private boolean ended;

    Keeper(Agent agent, Duration expiry, Duration patience, Time time) {
        this.agent = agent;
        this.expiry = expiry;
        this.patience = patience;
        this.time = time;
        this.ledger = new Ledger(expiry);
    }

    void hold(String name) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            ledger.hold(name);
            int before = ledger.attempts(Step.PROTECT);
            if (wake() && !ledger.isPaused(time.nanoTime())) {
                await(() -> ledger.isProtected(time.nanoTime()) || ledger.attempts(Step.PROTECT) != before || closed);
            }
        } finally {
            lock.unlock();
        }
    }

    void release(String name) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            ledger.release(name);
            if (wake() && !ledger.isPaused(time.nanoTime())) {
                awaitRelease();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Releases what is held, and ends the thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                ledger.releaseAll();
                changed.signalAll();
                if (thread != null && thread.isAlive()) {
                    awaitRelease();
                    ended = true;
                    changed.signalAll();
                    thread.interrupt();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitRelease() {
        int before = ledger.attempts(Step.RELEASE);
        await(() -> ledger.isHeld() || !ledger.mayBeProtected() || ledger.attempts(Step.RELEASE) != before);
    }

    private void await(BooleanSupplier settled) {
        long end = time.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toNanos(); left > 0 && !settled.getAsBoolean(); left = end - time.nanoTime()) {
                time.await(changed, left);
            }
        } catch (InterruptedException theWorkIsToEnd) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether there is a thread to wait for. */
    private boolean wake() {
        changed.signalAll();
        if (thread == null || !thread.isAlive()) {
            Thread fresh = new Thread(this::run, "eloquent-task-protection");
            fresh.setDaemon(true);
            try {
                fresh.start();
            } catch (OutOfMemoryError noThread) {
                // The next hold tries again; this one's work goes on without.
                return false;
            }
            thread = fresh;
        }
        return true;
    }

    private void run() {
        try {
            Optional<Step> step = nextStep();
            while (step.isPresent()) {
                perform(step.get());
                step = nextStep();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for what is due; nothing once all is over. */
    private Optional<Step> nextStep() throws InterruptedException {
        while (true) {
            Optional<Ledger.Line> line;
            lock.lock();
            try {
                line = ledger.expire(time.nanoTime());
                while (line.isEmpty()) {
                    if (ended) {
                        return Optional.empty();
                    }
                    Optional<Ledger.Due> due = ledger.next(time.nanoTime());
                    if (due.isPresent() && due.get().after() <= 0) {
                        ledger.begin(due.get().step(), time.nanoTime());
                        return Optional.of(due.get().step());
                    }
                    time.await(changed, due.map(Ledger.Due::after).orElse(Long.MAX_VALUE));
                    line = ledger.expire(time.nanoTime());
                }
            } finally {
                lock.unlock();
            }
            line.ifPresent(Keeper::say);
        }
    }

    private void perform(Step step) throws InterruptedException {
        long began = time.nanoTime();
        Outcome outcome;
        try {
            outcome = step == Step.PROTECT ? agent.protect(expiry) : agent.release();
        } catch (RuntimeException | Error unexpected) {
            // Out of memory or descriptors, most likely: as good as no answer, and this thread must outlive it.
            outcome = new Outcome.Unknown("failed", "the ECS agent could not be asked: " + unexpected);
        }
        Optional<Ledger.Line> line;
        lock.lock();
        try {
            line = ledger.end(step, outcome, began, time.nanoTime());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        line.ifPresent(Keeper::say);
    }

    private static void say(Ledger.Line line) {
        try {
            LOG.atLevel(line.level()).log(line.text());
        } catch (RuntimeException | Error brokenAppender) {
            // To whoever is told of exceptions that nobody caught; the task is protected all the same.
            Thread speaker = Thread.currentThread();
            speaker.getUncaughtExceptionHandler().uncaughtException(speaker, brokenAppender);
        }
    }
}
