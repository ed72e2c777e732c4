package dev.eloquent.metrics.step;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has meters ask the code of others on a thread that nobody needs, since that code may hang. One step asks at a time: while
 * one hangs, the others go without, and there is no second thread to hang.
 */
final class Asking {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final Semaphore free = new Semaphore(1);
    private final Queue<StepCollection> open = new ConcurrentLinkedQueue<>();

    /** In the order of the steps. Each is to be ended by one of the two below. */
    void add(StepCollection step) {
        open.add(step);
    }

    /**
     * Ends an ordinary step: at once without answers if another still waits for its own.
     *
     * @param nanos how long it may wait for answers
     * @return how many meters were not read
     */
    int end(StepCollection step, long nanos) {
        try {
            ask(step, 0, nanos);
            return step.cut();
        } finally {
            open.remove(step);
        }
    }

    /**
     * Ends a step, and all before it with it, as somebody waits for them.
     *
     * @param nanos how long it may wait for answers, its own and those that another step waits for
     * @return how many meters were not read
     */
    int endAll(StepCollection step, long nanos) {
        try {
            ask(step, nanos, nanos);
            int unread = 0;
            for (StepCollection each : open) {
                unread += each.cut();
                if (each.equals(step)) {
                    break;
                }
            }
            return unread;
        } finally {
            open.remove(step);
        }
    }

    private void ask(StepCollection step, long turn, long nanos) {
        long until = System.nanoTime() + nanos;
        try {
            if (free.tryAcquire(turn, TimeUnit.NANOSECONDS) && start(step)) {
                step.await(until - System.nanoTime());
            }
        } catch (InterruptedException e) {
            // Who waits has to go: as if the time were over.
            Thread.currentThread().interrupt();
        }
    }

    private boolean start(StepCollection step) {
        try {
            Thread thread = new Thread(() -> read(step), "eloquent-metrics-ask");
            thread.setDaemon(true);
            thread.start();
            return true;
        } catch (Throwable noThread) {
            free.release();
            LOG.error("there is no thread to ask gauges on, and they are missing in this step", noThread);
            return false;
        }
    }

    private void read(StepCollection step) {
        try {
            step.ask();
        } finally {
            free.release();
        }
    }
}
