package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * The steps of a registry, put together from their parts, and the two threads: one ends each step when its time is over,
 * one sends. No thread of a step or of a meter ever waits for the sink.
 */
public final class Steps {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final StepRegistryConfig config;
    private final Clock clock;
    private final StepSettings settings;
    private final Sink sink;
    private final Told told = new Told();
    private final SeriesGuard guard;
    private final Outbox outbox;
    private final Sender sender;
    private final CurrentStep step;
    private final Ending ending;
    private final int beatResolution;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean started = new AtomicBoolean();
    private Optional<StepRegistry> registry = Optional.empty();

    public Steps(StepRegistryConfig config, Clock clock, StepSettings settings, Sending sending) {
        this.config = config;
        this.clock = clock;
        this.settings = settings;
        this.sink = sending.sink();
        // Asked now, since it is code of others.
        this.beatResolution =
                resolution(new Meter.Id(settings.heartbeat(), Tags.empty(), null, null, Meter.Type.COUNTER));
        this.guard = new SeriesGuard(
                settings.budget(), settings.dimensions(), settings.perTask(), settings.legacy(), told::overflow);
        this.outbox = new Outbox(sending, clock::monotonicTime, told);
        this.sender = new Sender(outbox, sink, clock::monotonicTime);
        this.step = new CurrentStep(config, clock, sending, outbox, this::heartbeat, this::meters);
        this.ending = new Ending(step, outbox);
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
        told.to(new SelfMetrics(of, outbox::waiting));
    }

    private List<Meter> meters() {
        return registry.map(MeterRegistry::getMeters).orElseThrow();
    }

    private Series heartbeat() {
        return Series.of(settings.heartbeat(), guard.commonTags(), StandardUnit.COUNT, beatResolution);
    }

    void start(ThreadFactory threads) {
        if (config.enabled() && started.compareAndSet(false, true)) {
            step.withThreads();
            thread(threads, this::loop, "eloquent-metrics-steps").start();
            thread(threads, sender::loop, "eloquent-metrics-send").start();
        }
    }

    private static Thread thread(ThreadFactory threads, Runnable task, String name) {
        Thread thread = threads.newThread(task);
        thread.setName(name);
        return thread;
    }

    private void loop() {
        while (closing.getCount() > 0) {
            try {
                Duration wait = publishedOrFailed();
                closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException leftBehind) {
                // By code that is asked for values: the close alone ends this thread.
            } catch (Throwable unsaid) {
                // By the log; there are steps to come, and nobody else to end them.
            }
        }
    }

    /** How long to wait for the next step. */
    private Duration publishedOrFailed() {
        try {
            publish();
            return step.left();
        } catch (Throwable fault) {
            LOG.error("a step of metrics could not be collected", fault);
            return step.length();
        }
    }

    /**
     * Ends the step if its time is over, and hands it over to be sent. Does not block for the sink; blocks for gauges and
     * whatever else asks foreign code, for half a step at most, and goes without those that have not answered.
     */
    public void publish() {
        step.publish();
    }

    /** Makes a call if one is due, in tests without threads. */
    public void send() {
        sender.tick();
    }

    /**
     * Ends the step before its time and sends all that there is. Blocks until that is done, for the deadline at most. If
     * a gauge has not answered after half of it, this step goes without gauges and whatever else asks foreign code.
     *
     * @param deadline 0 or more; a day at most
     */
    public Settled flush(Duration deadline) {
        return ending.flush(deadline);
    }

    /**
     * Publishes the last step, as far as it went, and ends. The second time it does nothing and tells the same; if the
     * first is still under way when the deadline of the second is over, it tells how far that has come.
     *
     * @param deadline 0 or more; a day at most
     */
    public Settled close(Duration deadline) {
        return ending.close(deadline, new Last());
    }

    private final class Last implements Ending.Last {
        @Override
        public void begin() {
            closing.countDown();
        }

        @Override
        public boolean sends() {
            return started.get();
        }

        @Override
        public void end() {
            sink.abort();
            sink.close();
            registry.ifPresent(StepRegistry::end);
        }
    }

    /** How many metrics there are now, if all meters have data. */
    public long metrics() {
        long metrics = 1;
        for (Meter meter : meters()) {
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
