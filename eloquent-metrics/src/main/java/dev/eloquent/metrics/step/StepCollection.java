package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
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
    private final Consumer<List<Datum>> whole;
    private boolean heldIsWhole;
    private boolean over;
    private int unread;

    /**
     * @param held may have data already
     * @param asked of the same time
     * @param whole gets all data, or the first part
     */
    StepCollection(StepData held, StepData asked, Consumer<List<Datum>> whole) {
        this.held = held;
        this.asked = asked;
        this.whole = whole;
    }

    void collect(Iterable<Meter> meters) {
        List<Meter> asking = new ArrayList<>();
        for (Meter meter : meters) {
            if (isHeld(meter)) {
                sample(meter, held);
            } else {
                asking.add(meter);
            }
        }
        begin(asking.size());
        for (Meter meter : asking) {
            sample(meter, asked);
            read();
        }
        end();
    }

    private static boolean isHeld(Meter meter) {
        return meter instanceof Counter
                || meter instanceof Timer
                || meter instanceof DistributionSummary
                || meter instanceof LongTaskTimer;
    }

    private static void sample(Meter meter, StepData step) {
        try {
            if (meter instanceof Sampled sampled) {
                sampled.sample(step);
            }
        } catch (RuntimeException fault) {
            LOG.warn(
                    "meter '{}' could not be read and is missing in this step",
                    meter.getId().getName(),
                    fault);
        }
    }

    private synchronized void begin(int toAsk) {
        heldIsWhole = true;
        unread = toAsk;
    }

    private synchronized void read() {
        unread--;
    }

    private synchronized void end() {
        if (!over) {
            over = true;
            List<Datum> all = new ArrayList<>(held.data());
            all.addAll(asked.data());
            whole.accept(all);
        }
    }

    /**
     * Ends it now, without what is asked for; what comes later is forgotten.
     *
     * @return how many meters were not read, as far as they are known; 0 if the step was whole already
     */
    synchronized int cut() {
        if (over) {
            return 0;
        }
        over = true;
        if (heldIsWhole) {
            whole.accept(held.data());
        }
        return Math.max(1, unread);
    }
}
