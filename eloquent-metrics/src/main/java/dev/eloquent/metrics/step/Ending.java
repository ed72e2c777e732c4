package dev.eloquent.metrics.step;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Flush and close: ends the step and has all sent, within the deadline of who waits, and tells what became of it. */
final class Ending {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final CurrentStep step;
    private final Outbox outbox;
    /** Held by who closes. */
    private final ReentrantLock closing = new ReentrantLock();

    private volatile Optional<Totals> beforeEnd = Optional.empty();
    private volatile Optional<Settled> end = Optional.empty();

    Ending(CurrentStep step, Outbox outbox) {
        this.step = step;
        this.outbox = outbox;
    }

    /** What else there is to do at the end, once. */
    interface Last {
        /** Before the last step: no other begins. */
        void begin();

        /** Whether anybody sends; if not, there is nothing to wait for. */
        boolean sends();

        /** After the last call, or while it is still under way. */
        void end();
    }

    Settled flush(Duration deadline) {
        Duration most = checked(deadline);
        long began = System.nanoTime();
        long until = began + most.toNanos();
        Totals before = outbox.totals();
        step.seal(false, most);
        return outbox.flush(left(until), before).since(began);
    }

    Settled close(Duration deadline, Last last) {
        Duration most = checked(deadline);
        long began = System.nanoTime();
        long until = began + most.toNanos();
        if (!mayClose(most)) {
            return soFar(began);
        }
        try {
            if (end.isEmpty()) {
                last.begin();
                Totals before = outbox.totals();
                beforeEnd = Optional.of(before);
                step.seal(true, most);
                Settled settled = outbox.close(last.sends() ? left(until) : Duration.ZERO, before);
                end = Optional.of(settled.since(began));
                last.end();
            }
            return end.orElseThrow();
        } finally {
            closing.unlock();
        }
    }

    private boolean mayClose(Duration deadline) {
        try {
            return closing.tryLock(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Who waits has to go: as if the time were over.
            Thread.currentThread().interrupt();
            return closing.tryLock();
        }
    }

    /** While another close is under way: what that has not settled yet is waiting, at least one. */
    private Settled soFar(long began) {
        if (end.isPresent()) {
            return end.orElseThrow();
        }
        Settled known = outbox.flush(Duration.ZERO, beforeEnd.orElseGet(outbox::totals));
        List<String> why = new ArrayList<>(known.why());
        why.add("another close is still under way");
        return new Settled(
                        known.sent(),
                        known.repeated(),
                        known.dropped(),
                        known.uncertain(),
                        Math.max(1, known.waiting()),
                        why,
                        known.took())
                .since(began);
    }

    /** Collecting a step of many meters takes its time too. */
    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    private static Duration checked(Duration deadline) {
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("deadline must not be negative, was " + deadline);
        }
        return deadline.compareTo(LONGEST) > 0 ? LONGEST : deadline;
    }
}
