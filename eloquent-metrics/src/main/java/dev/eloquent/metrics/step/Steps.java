package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * The steps of a registry: ends each when its time is over, collects what the meters have measured and hands it to the
 * outbox. Steps begin at multiples of their length. No thread of a step or of a meter ever waits for the sink.
 */
public final class Steps {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final long LONGEST_ASKING = TimeUnit.SECONDS.toNanos(30);

    private final StepRegistryConfig config;
    private final Clock clock;
    private final StepSettings settings;
    private final Sending sending;
    private final Told told = new Told();
    private final SeriesGuard guard;
    private final Outbox outbox;
    private final long phase;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean started = new AtomicBoolean();
    /** Held while meters are read that hold their data, never while code of others runs. */
    private final ReentrantLock stepping = new ReentrantLock();

    private final ReentrantLock ending = new ReentrantLock();
    private Optional<StepRegistry> registry = Optional.empty();
    private final Asking asking = new Asking();
    private final int beatResolution;
    private long stepStart;
    /** Which step has its heartbeat: a flush may take a step in several parts. */
    private long beat = Long.MIN_VALUE;

    private boolean sealed;
    private volatile Optional<Totals> beforeEnd = Optional.empty();
    private volatile Optional<Settled> end = Optional.empty();

    public Steps(StepRegistryConfig config, Clock clock, StepSettings settings, Sending sending) {
        this.config = config;
        this.clock = clock;
        this.settings = settings;
        this.sending = sending;
        this.phase = (long) (config.step().toNanos() / 2.0 * sending.spread());
        this.stepStart = stepOf(clock.wallTime());
        // Asked now, since it is code of others.
        this.beatResolution =
                resolution(new Meter.Id(settings.heartbeat(), Tags.empty(), null, null, Meter.Type.COUNTER));
        this.outbox = new Outbox(
                sending.sink(),
                clock::monotonicTime,
                sending.random(),
                sending.repeatAmbiguous(),
                told,
                sending.buffer());
        this.guard = new SeriesGuard(
                settings.budget(), settings.dimensions(), settings.perTask(), settings.legacy(), told::overflow);
    }

    /** The outbox is there before the meters that tell of it. */
    private static final class Told implements OutboxEvents {
        private volatile Optional<SelfMetrics> self = Optional.empty();

        @Override
        public void published(long data) {
            self.ifPresent(metrics -> metrics.published(data));
        }

        @Override
        public void failed() {
            self.ifPresent(SelfMetrics::failed);
        }

        @Override
        public void dropped(DropReason reason, long data) {
            self.ifPresent(metrics -> metrics.dropped(reason, data));
        }

        @Override
        public void took(long nanos) {
            self.ifPresent(metrics -> metrics.took(nanos));
        }

        void overflow() {
            self.ifPresent(SelfMetrics::overflow);
        }
    }

    StepRegistryConfig config() {
        return config;
    }

    Clock clock() {
        return clock;
    }

    SeriesGuard guard() {
        return guard;
    }

    /** Once, by the registry whose steps they are. */
    void of(StepRegistry of) {
        registry = Optional.of(of);
        of.config().commonTags(settings.commonTags());
        told.self = Optional.of(new SelfMetrics(of, outbox::waiting));
    }

    void start(ThreadFactory threads) {
        if (config.enabled() && started.compareAndSet(false, true)) {
            thread(threads, this::loop, "eloquent-metrics-steps").start();
            thread(threads, outbox::loop, "eloquent-metrics-send").start();
        }
    }

    private static Thread thread(ThreadFactory threads, Runnable task, String name) {
        Thread thread = threads.newThread(task);
        thread.setName(name);
        return thread;
    }

    private void loop() {
        boolean closed = false;
        while (!closed) {
            long wait = config.step().toMillis();
            try {
                publish();
                long now = clock.wallTime();
                wait = stepOf(now) + config.step().toMillis() - now;
            } catch (Throwable fault) {
                // Whatever it is, there are steps to come, and nobody else to end them.
                LOG.error("a step of metrics could not be collected", fault);
            }
            try {
                closed = closing.await(wait, TimeUnit.MILLISECONDS);
            } catch (InterruptedException nobodyHasThisThread) {
                return;
            }
        }
    }

    /**
     * Ends the step if its time is over, and hands it over to be sent. Does not block for the sink; blocks for gauges and
     * whatever else asks foreign code, for half a step at most, and goes without those that have not answered.
     */
    public void publish() {
        Optional<StepCollection> ended = Optional.empty();
        stepping.lock();
        try {
            if (!sealed && stepOf(clock.wallTime()) != stepStart) {
                ended = Optional.of(hold(clock.monotonicTime() + phase));
            }
        } finally {
            stepping.unlock();
        }
        ended.ifPresent(step -> {
            if (started.get()) {
                unread(asking.end(step, Math.min(config.step().toNanos() / 2, LONGEST_ASKING)));
            } else {
                step.ask();
            }
        });
    }

    private void unread(int meters) {
        if (meters > 0) {
            outbox.lost(DropReason.UNREAD, meters);
        }
    }

    private long stepOf(long wallTime) {
        return Math.floorDiv(wallTime, config.step().toMillis()) * config.step().toMillis();
    }

    /** Begins the next step, and reads what meters hold of the one that ends. With the lock. */
    private StepCollection hold(long due) {
        Instant at = Instant.ofEpochMilli(stepStart);
        StepData held = new StepData(at, sending.mostValues());
        if (beat != stepStart) {
            held.value(heartbeat(), 1);
            beat = stepStart;
        }
        StepCollection step = new StepCollection(held, data -> add(data, due));
        stepStart = stepOf(clock.wallTime());
        step.hold(registry.map(MeterRegistry::getMeters).orElseThrow());
        if (started.get()) {
            asking.add(step);
        }
        return step;
    }

    private void add(List<Datum> data, long due) {
        List<Batch> batches;
        try {
            batches = sending.cut().apply(data);
        } catch (Throwable fault) {
            // A close comes here as well, and has to end.
            LOG.error("{} data of a step of metrics could not be prepared and are dropped", data.size(), fault);
            outbox.lost(DropReason.UNREAD, data.size());
            return;
        }
        outbox.add(batches, due);
    }

    private Series heartbeat() {
        return Series.of(settings.heartbeat(), guard.commonTags(), StandardUnit.COUNT, beatResolution);
    }

    /** Makes a call if one is due, in tests without threads. */
    public void send() {
        outbox.tick();
    }

    /**
     * Ends the step before its time and sends all that there is. Blocks until that is done, for the deadline at most. If
     * a gauge has not answered after half of it, this step goes without gauges and whatever else asks foreign code.
     *
     * @param deadline 0 or more; a day at most
     */
    public Settled flush(Duration deadline) {
        Duration most = checked(deadline);
        long began = System.nanoTime();
        long until = began + most.toNanos();
        Totals before = outbox.totals();
        seal(false, most);
        return outbox.flush(left(until), before).since(began);
    }

    /**
     * Publishes the last step, as far as it went, and ends. The second time it does nothing and tells the same; if the
     * first is still under way when the deadline of the second is over, it tells how far that has come.
     *
     * @param deadline 0 or more; a day at most
     */
    public Settled close(Duration deadline) {
        Duration most = checked(deadline);
        long began = System.nanoTime();
        long until = began + most.toNanos();
        if (!mayEnd(most)) {
            return soFar(began);
        }
        try {
            if (end.isEmpty()) {
                closing.countDown();
                Totals before = outbox.totals();
                beforeEnd = Optional.of(before);
                seal(true, most);
                Settled settled = outbox.close(started.get() ? left(until) : Duration.ZERO, before);
                end = Optional.of(settled.since(began));
                sending.sink().close();
                registry.ifPresent(StepRegistry::end);
            }
            return end.orElseThrow();
        } finally {
            ending.unlock();
        }
    }

    private boolean mayEnd(Duration deadline) {
        try {
            return ending.tryLock(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Who waits has to go: as if the time were over.
            Thread.currentThread().interrupt();
            return ending.tryLock();
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

    /** What needs no answer of gauges is there even if there is no time at all. */
    private void seal(boolean last, Duration deadline) {
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
            if (started.get()) {
                unread(asking.endAll(step, deadline.toNanos() / 2));
            } else {
                step.ask();
            }
        });
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

    /** How many metrics there are now, if all meters have data. */
    public long metrics() {
        long metrics = 1;
        for (Meter meter : registry.map(MeterRegistry::getMeters).orElseThrow()) {
            metrics += meter instanceof Sampled sampled ? sampled.metrics() : 0;
        }
        return metrics;
    }

    SeriesNames names(Meter.Id id, NamingConvention convention) {
        return new SeriesNames(id, convention, resolution(id), settings.legacy());
    }

    private int resolution(Meter.Id id) {
        return settings.highResolution().test(id) ? 1 : 60;
    }
}
