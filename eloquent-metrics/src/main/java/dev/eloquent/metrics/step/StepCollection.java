package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A step while its data are collected: first those that meters hold themselves, which keeps nobody waiting, then those that
 * they ask the code of others for, such as a gauge. Who cannot wait for that code takes what has been answered by then.
 */
final class StepCollection {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final StepData data;
    private final Consumer<List<Datum>> out;
    private final List<Asked> asking = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private boolean over;
    private int unread;

    /**
     * @param data may have some already
     * @param out gets all that there are in the end; once
     */
    StepCollection(StepData data, Consumer<List<Datum>> out) {
        this.data = data;
        this.out = out;
    }

    /** The first part: calls no code of others. Once, before the step is shown to another thread. */
    void hold(Iterable<Meter> meters) {
        for (Meter meter : meters) {
            if (meter instanceof Asked asked) {
                asking.add(asked);
            } else if (meter instanceof Sampled held) {
                sample(held, () -> held.sample(data));
            }
        }
        unread = asking.size();
    }

    // An Error too, such as a class that is missing: it costs this meter, not the thread that all of them need.
    private static void sample(Sampled meter, Runnable read) {
        try {
            read.run();
        } catch (Throwable fault) {
            LOG.warn(
                    "meter '{}' could not be read and is missing in this step",
                    meter.getId().getName(),
                    fault);
        }
    }

    /** The second part, after which all is handed over unless it was cut. Blocks for as long as the code of others. */
    void ask() {
        for (Asked meter : asking) {
            // Those behind one that hung keep what they have for the next step.
            if (isOver()) {
                return;
            }
            sample(meter, () -> take(meter.ask()));
            read();
        }
        end();
    }

    private synchronized boolean isOver() {
        return over;
    }

    /** An answer that comes after the cut is left to the next step as well. */
    private synchronized void take(Consumer<StepData> answer) {
        if (!over) {
            answer.accept(data);
        }
    }

    private synchronized void read() {
        if (!over) {
            unread--;
        }
    }

    private synchronized void end() {
        if (!over) {
            handOver();
        }
    }

    /** Waits until it is over, for so long at most. */
    void await(long nanos) throws InterruptedException {
        done.await(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Ends it now, with what has been answered; what comes later is forgotten.
     *
     * @return how many meters were not read; 0 if it was over already
     */
    synchronized int cut() {
        if (over) {
            return 0;
        }
        handOver();
        return unread;
    }

    private void handOver() {
        over = true;
        try {
            out.accept(List.copyOf(data.data()));
        } finally {
            // Code that hangs keeps this object, and need not keep the data.
            data.data().clear();
            done.countDown();
        }
    }
}
