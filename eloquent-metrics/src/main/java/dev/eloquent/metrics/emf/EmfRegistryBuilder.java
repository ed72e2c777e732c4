package dev.eloquent.metrics.emf;

import dev.eloquent.metrics.lines.WholeLines;
import dev.eloquent.metrics.step.Sending;
import dev.eloquent.metrics.step.StepSettings;
import dev.eloquent.metrics.step.Steps;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How metrics are written. Get it from {@link EmfRegistry#of}. Not safe for use by several threads. */
public final class EmfRegistryBuilder {
    /** How many series there may be: 1,000, or $300 a month at first prices. */
    public static final int DEFAULT_SERIES_BUDGET = 1_000;

    /** How much is kept while nobody reads, in bytes of lines: 4 MB. */
    public static final long DEFAULT_BUFFER = 4_000_000;

    /**
     * How long a line may be: 262,118 bytes. CloudWatch Logs takes 1 MB, but the awslogs driver, Docker's and Fargate's
     * alike, cuts lines here, and half a line is no metric.
     */
    public static final int DEFAULT_LINE_BYTES = 262_118;

    /** The metric that is there in every step: {@value}. */
    public static final String DEFAULT_HEARTBEAT = "eloquent.heartbeat";

    private final String namespace;
    private PrintStream out = System.out;
    private Duration step = Duration.ofMinutes(1);
    private Tags commonTags = Tags.empty();
    private Optional<Set<String>> dimensions = Optional.empty();
    private boolean perTask;
    private int budget = DEFAULT_SERIES_BUDGET;
    private Predicate<Meter.Id> highResolution = id -> false;
    private long buffer = DEFAULT_BUFFER;
    private int lineBytes = DEFAULT_LINE_BYTES;
    private String heartbeat = DEFAULT_HEARTBEAT;
    private Clock clock = Clock.SYSTEM;

    EmfRegistryBuilder(String namespace) {
        this.namespace = namespace;
    }

    /**
     * Where lines are written. By default what {@link System#out} is now. Nobody else should close it. Another stream that
     * has met an error says so for ever ({@link PrintStream#checkError()}): later lines are written, but uncertain.
     */
    public EmfRegistryBuilder to(PrintStream value) {
        out = value;
        return this;
    }

    /** Tags of all meters, those of the registry itself and the heartbeat too. None by default. */
    public EmfRegistryBuilder commonTags(Iterable<Tag> tags) {
        commonTags = commonTags.and(tags);
        return this;
    }

    /**
     * How often lines are written.
     *
     * @param value 1 s to 1 h; default a minute
     */
    public EmfRegistryBuilder step(Duration value) {
        step = value;
        return this;
    }

    /** The tags that may become dimensions; others are left out. By default all but those that name a task. */
    public EmfRegistryBuilder dimensions(Set<String> value) {
        dimensions = Optional.of(Set.copyOf(value));
        return this;
    }

    /** Allows dimensions that name a task or its host, which multiply the bill by their number. Off by default. */
    public EmfRegistryBuilder perTaskDimensions(boolean value) {
        perTask = value;
        return this;
    }

    /**
     * How many metrics the meters may become; past it they are counted under {@code other}.
     *
     * @param value 1 to 1,000,000; default {@link #DEFAULT_SERIES_BUDGET}
     */
    public EmfRegistryBuilder seriesBudget(int value) {
        budget = value;
        return this;
    }

    /** Meters that CloudWatch keeps by the second. They are worth it only with a step below a minute. None by default. */
    public EmfRegistryBuilder highResolution(Predicate<Meter.Id> value) {
        highResolution = value;
        return this;
    }

    /**
     * How much is kept while nobody reads; then the oldest is dropped. In the first minute of that it is twice as much.
     *
     * @param bytes 1,000,000 to 1,000,000,000; default {@link #DEFAULT_BUFFER}
     */
    public EmfRegistryBuilder buffer(long bytes) {
        buffer = bytes;
        return this;
    }

    /**
     * How long a line may be. FireLens cuts lines at 16 KB: there, set 16,384, or have it join the parts.
     *
     * @param bytes 16,384 to 1,000,000; default {@link #DEFAULT_LINE_BYTES}
     */
    public EmfRegistryBuilder lineBytes(int bytes) {
        lineBytes = bytes;
        return this;
    }

    /** The name of the metric that is 1 in every step, whatever the meters do. Default {@link #DEFAULT_HEARTBEAT}. */
    public EmfRegistryBuilder heartbeat(String name) {
        heartbeat = name;
        return this;
    }

    EmfRegistryBuilder time(Clock value) {
        clock = value;
        return this;
    }

    /**
     * Starts two threads, daemons.
     *
     * @throws EmfConfigurationException naming all that is wrong with the settings
     */
    public EmfRegistry start() {
        EmfRegistry registry = build();
        registry.start(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        return registry;
    }

    /** Without the threads: steps and lines are the caller's to make. */
    EmfRegistry build() {
        Predicate<Meter.Id> bySecond = highResolution;
        StepSettings series = new StepSettings(commonTags, dimensions, perTask, budget, false, bySecond, heartbeat);
        check(series);
        EmfDocuments documents = new EmfDocuments(namespace, lineBytes);
        // A line that has met an error may be there or not, and is not written again. Nothing is spread: nobody is
        // called.
        Sending sending = new Sending(
                new EmfSink(documents, new WholeLines(out)),
                documents::cut,
                EmfDocuments.VALUES,
                false,
                buffer,
                0,
                () -> 0.5);
        return new EmfRegistry(new Steps(new Every(step), clock, series, sending));
    }

    /** All else as Micrometer has it. */
    private record Every(Duration step) implements StepRegistryConfig {
        @Override
        public String prefix() {
            return "emf";
        }

        @Override
        public @Nullable String get(String key) {
            return null;
        }
    }

    private void check(StepSettings series) {
        List<String> faults = new ArrayList<>();
        if (!namespace.matches("[ -~]{1,255}") || namespace.isBlank() || namespace.startsWith("AWS/")) {
            faults.add("namespace must be 1 to 255 characters of printable ASCII and not begin with AWS/, was '"
                    + namespace + "'");
        }
        if (step.compareTo(Duration.ofSeconds(1)) < 0 || step.compareTo(Duration.ofHours(1)) > 0) {
            faults.add("step must be from PT1S to PT1H, was " + step);
        }
        faults.addAll(series.faults());
        faults.addAll(Sending.faults(buffer));
        if (lineBytes < 16_384 || lineBytes > 1_000_000) {
            faults.add("lineBytes must be from 16384 to 1000000, was " + lineBytes);
        }
        if (!faults.isEmpty()) {
            throw new EmfConfigurationException(faults);
        }
    }
}
