package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A step while its data are collected: first those that meters hold themselves, which keeps nobody waiting, then those that
 * they ask the code of others for, such as a gauge. Who cannot wait for that code takes the first part.
 */
final class StepCollection {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final StepData held;
    private final StepData asked;
    private final Consumer<List<Datum>> out;
    private final List<Meter> asking = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private boolean over;
    private int unread;

    /**
     * @param held may have data already
     * @param asked of the same time
     * @param out gets all data, or the first part; once
     */
    StepCollection(StepData held, StepData asked, Consumer<List<Datum>> out) {
        this.held = held;
        this.asked = asked;
        this.out = out;
    }

    /** The first part: calls no code of others. Once, before the step is shown to another thread. */
    void hold(Iterable<Meter> meters) {
        for (Meter meter : meters) {
            if (isHeld(meter)) {
                sample(meter, held);
            } else {
                asking.add(meter);
            }
        }
        unread = asking.size();
    }

    private static boolean isHeld(Meter meter) {
        return meter instanceof Counter
                || meter instanceof Timer
                || meter instanceof DistributionSummary
                || meter instanceof LongTaskTimer;
    }

    // An Error too, such as a class that is missing: it costs this meter, not the thread that all of them need.
    private static void sample(Meter meter, StepData step) {
        try {
            if (meter instanceof Sampled sampled) {
                sampled.sample(step);
            }
        } catch (Throwable fault) {
            LOG.warn(
                    "meter '{}' could not be read and is missing in this step",
                    meter.getId().getName(),
                    fault);
        }
    }

    /** The second part, after which all is handed over unless it was cut. Blocks for as long as the code of others. */
    void ask() {
        for (Meter meter : asking) {
            // Those behind one that hung keep what they have for the next step.
            if (isOver()) {
                return;
            }
            sample(meter, asked);
            read();
        }
        end();
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized void read() {
        unread--;
    }

    private synchronized void end() {
        if (!over) {
            List<Datum> all = new ArrayList<>(held.data());
            all.addAll(asked.data());
            handOver(all);
        }
    }

    /** Waits until it is over, for so long at most. */
    void await(long nanos) throws InterruptedException {
        done.await(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Ends it now, without what is asked for; what comes later is forgotten.
     *
     * @return how many meters were not read; 0 if it was over already
     */
    synchronized int cut() {
        if (over) {
            return 0;
        }
        handOver(held.data());
        return unread;
    }

    private void handOver(List<Datum> data) {
        over = true;
        try {
            out.accept(data);
        } finally {
            // Code that hangs keeps this object, and need not keep the data.
            held.data().clear();
            done.countDown();
        }
    }
}
