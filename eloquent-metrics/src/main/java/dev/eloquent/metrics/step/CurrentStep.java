package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step that is going on: ends it when its time is over or somebody flushes, reads the meters and hands their data to
 * the outbox. Steps begin at multiples of their length.
 */
final class CurrentStep {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
    private static final long LONGEST_ASKING = TimeUnit.SECONDS.toNanos(30);

    private final StepRegistryConfig config;
    private final Clock clock;
    private final Sending sending;
    private final Outbox outbox;
    private final Supplier<Series> heartbeat;
    private final Supplier<List<Meter>> meters;
    private final long phase;
    private final Asking asking = new Asking();
    /** Held while meters are read that hold their data, never while code of others runs. */
    private final ReentrantLock stepping = new ReentrantLock();

    private volatile boolean threads;
    private long start;
    /** Which step has its heartbeat: a flush may take a step in several parts. */
    private long beat = Long.MIN_VALUE;

    private boolean sealed;

    /** @param meters those that there are when a step ends; there may be none to ask before */
    CurrentStep(
            StepRegistryConfig config,
            Clock clock,
            Sending sending,
            Outbox outbox,
            Supplier<Series> heartbeat,
            Supplier<List<Meter>> meters) {
        this.config = config;
        this.clock = clock;
        this.sending = sending;
        this.outbox = outbox;
        this.heartbeat = heartbeat;
        this.meters = meters;
        this.phase = (long) (config.step().toNanos() / 2.0 * sending.spread());
        this.start = stepOf(clock.wallTime());
    }

    /** From now on the code of others is asked on a thread of its own. */
    void withThreads() {
        threads = true;
    }

    Duration length() {
        return config.step();
    }

    /** How long it goes on. */
    Duration left() {
        long now = clock.wallTime();
        return Duration.ofMillis(stepOf(now) + config.step().toMillis() - now);
    }

    private long stepOf(long wallTime) {
        return Math.floorDiv(wallTime, config.step().toMillis()) * config.step().toMillis();
    }

    /**
     * Ends the step if its time is over. Blocks for the code of others for half a step at most, and goes without those that
     * have not answered.
     */
    void publish() {
        Optional<StepCollection> ended = Optional.empty();
        stepping.lock();
        try {
            if (!sealed && stepOf(clock.wallTime()) != start) {
                ended = Optional.of(hold(clock.monotonicTime() + phase));
            }
        } finally {
            stepping.unlock();
        }
        ended.ifPresent(step -> {
            if (threads) {
                unread(asking.end(step, Math.min(config.step().toNanos() / 2, LONGEST_ASKING)));
            } else {
                step.ask();
            }
        });
    }

    /**
     * Ends the step now. What needs no answer of gauges is there even if there is no time at all.
     *
     * @param last whether there is to be no other
     */
    void seal(boolean last, Duration deadline) {
        Optional<StepCollection> ended = Optional.empty();
        stepping.lock();
        try {
            if (!sealed && config.enabled()) {
                ended = Optional.of(hold(clock.monotonicTime()));
            }
            sealed |= last;
        } finally {
            stepping.unlock();
        }
        ended.ifPresent(step -> {
            if (threads) {
                unread(asking.endAll(step, deadline.toNanos() / 2));
            } else {
                step.ask();
            }
        });
    }

    private void unread(int number) {
        if (number > 0) {
            outbox.lost(DropReason.UNREAD, number);
        }
    }

    /** Begins the next step, and reads what meters hold of the one that ends. With the lock. */
    private StepCollection hold(long due) {
        Instant at = Instant.ofEpochMilli(start);
        StepData held = new StepData(at, sending.mostValues());
        if (beat != start) {
            held.value(heartbeat.get(), 1);
            beat = start;
        }
        StepCollection step = new StepCollection(held, data -> add(data, due));
        start = stepOf(clock.wallTime());
        step.hold(meters.get());
        if (threads) {
            asking.add(step);
        }
        return step;
    }

    private void add(List<Datum> data, long due) {
        List<Batch> batches;
        try {
            batches = sending.cut().apply(data);
        } catch (Throwable fault) {
            // An Error too, such as want of memory: a close comes here as well, and has to end.
            LOG.error("{} data of a step of metrics could not be prepared and are dropped", data.size(), fault);
            outbox.lost(DropReason.FAULT, data.size());
            return;
        }
        outbox.add(batches, due);
    }
}
