package dev.eloquent.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.Attributes;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task of ECS that this process is in. One daemon thread asks who it is until it is told, and then again and again
 * what it uses. Nobody waits for it: until it knows, there are no attributes, and gauges are NaN.
 */
final class EcsTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final MetadataEndpoint endpoint;
    private final Pace pace;
    private final TaskUsage usage;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Attributes attributes = Attributes.empty();
    private boolean told;

    /**
     * When it asks.
     *
     * @param first after a failure, and twice as long after each more, up to 30 s
     * @param interval from one reading of what the task uses to the next; what is three times as old is not known any more
     */
    record Pace(Duration first, Duration interval) {
        static final Pace USUAL = new Pace(Duration.ofMillis(250), Duration.ofSeconds(10));
    }

    EcsTask(URI metadata, Pace pace) {
        this.endpoint = new MetadataEndpoint(metadata);
        this.pace = pace;
        this.usage = new TaskUsage(System::nanoTime, pace.interval().multipliedBy(3));
    }

    EcsTask bindTo(MeterRegistry registry) {
        usage.bindTo(registry);
        return this;
    }

    void start() {
        Thread thread = new Thread(this::run, "eloquent-metrics-ecs");
        thread.setDaemon(true);
        thread.start();
    }

    /** What is known of it; empty until then. */
    Attributes attributes() {
        return attributes;
    }

    private void run() {
        describe().ifPresent(task -> {
            do {
                read(task);
            } while (!pause(pace.interval()));
        });
    }

    /** Empty if it was closed before that was known. */
    private Optional<TaskDescription> describe() {
        Duration next = pace.first();
        while (true) {
            try {
                TaskDescription task = TaskDescription.of(endpoint.get("/task"));
                attributes = task.attributes();
                return Optional.of(task);
            } catch (IOException | RuntimeException failed) {
                tell("who it is", failed);
            }
            if (pause(next)) {
                return Optional.empty();
            }
            next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
        }
    }

    private void read(TaskDescription task) {
        try {
            usage.read(task, ContainerSample.of(endpoint.get("/task/stats")));
        } catch (IOException | RuntimeException failed) {
            usage.failed();
            tell("what it uses", failed);
        }
    }

    /** Once: it is asked again and again. */
    private void tell(String what, Exception failed) {
        if (!told) {
            told = true;
            LOG.warn(
                    "the metadata of the ECS task do not say {}; they are asked again, silently: {}",
                    what,
                    failed.toString());
        } else {
            LOG.debug("the metadata of the ECS task do not say {}", what, failed);
        }
    }

    /** Whether it was closed meanwhile. An interrupt may be left by what was called; it ends no more than the pause. */
    private boolean pause(Duration time) {
        Thread.interrupted();
        try {
            return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException nobodyHasThisThread) {
            return closed.getCount() == 0;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
