package dev.eloquent.metrics.cloudwatch;

import dev.eloquent.metrics.step.Batch;
import dev.eloquent.metrics.step.Cbor;
import dev.eloquent.metrics.step.Sending;
import dev.eloquent.metrics.step.Sink;
import dev.eloquent.metrics.step.StepSettings;
import dev.eloquent.metrics.step.Steps;
import io.micrometer.cloudwatch2.CloudWatchConfig;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.validate.Validated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClientBuilder;

/** How metrics go to CloudWatch. Get it from {@link CloudWatchRegistry#of}. Not safe for use by several threads. */
public final class CloudWatchRegistryBuilder {
    /** How many series there may be: 1,000, or $300 a month at first prices. */
    public static final int DEFAULT_SERIES_BUDGET = 1_000;

    /** How much is kept while CloudWatch cannot be reached, in bytes of data: 16 MB. */
    public static final long DEFAULT_BUFFER = 16_000_000;

    /** How long a call may take: 5 s. */
    public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(5);

    /** The metric that is there in every step: {@value}. */
    public static final String DEFAULT_HEARTBEAT = "eloquent.heartbeat";

    private static final Pattern NAMESPACE = Pattern.compile("(?!AWS/|:)[A-Za-z0-9._/#: -]{1,255}");

    /** As many distinct values as a datum of PutMetricData may have. */
    private static final int VALUES = 150;

    private final CloudWatchConfig config;
    private Consumer<CloudWatchClientBuilder> client = builder -> {};
    private Tags commonTags = Tags.empty();
    private Optional<Set<String>> dimensions = Optional.empty();
    private boolean perTask;
    private int budget = DEFAULT_SERIES_BUDGET;
    private boolean legacy;
    private Predicate<Meter.Id> highResolution = id -> false;
    private long buffer = DEFAULT_BUFFER;
    private Duration callTimeout = DEFAULT_CALL_TIMEOUT;
    private AmbiguousFailure ambiguous = AmbiguousFailure.REPEAT;
    private String heartbeat = DEFAULT_HEARTBEAT;
    private Clock clock = Clock.SYSTEM;
    private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    private Optional<Sink> sink = Optional.empty();

    CloudWatchRegistryBuilder(CloudWatchConfig config) {
        this.config = config;
    }

    /**
     * Sets up the SDK's client: region, endpoint, credentials. By default the environment does. Its HTTP client, time-outs
     * and repeats are ours, and set after. May be called several times; the last has the last word.
     */
    public CloudWatchRegistryBuilder client(Consumer<CloudWatchClientBuilder> value) {
        client = client.andThen(value);
        return this;
    }

    /** Tags of all meters, those of the registry itself and the heartbeat too. None by default. */
    public CloudWatchRegistryBuilder commonTags(Iterable<Tag> tags) {
        commonTags = commonTags.and(tags);
        return this;
    }

    /** The tags that may become dimensions; others are left out. By default all but those that name a task. */
    public CloudWatchRegistryBuilder dimensions(Set<String> value) {
        dimensions = Optional.of(Set.copyOf(value));
        return this;
    }

    /** Allows dimensions that name a task or its host, which multiply the bill by their number. Off by default. */
    public CloudWatchRegistryBuilder perTaskDimensions(boolean value) {
        perTask = value;
        return this;
    }

    /**
     * How many metrics the meters may become. The overflow of a name is one series, with {@code other} for the values of its
     * tags; a name with tags takes the place of that from the start. What the registry says of itself is not counted.
     *
     * @param value 1 to 1,000,000; default {@link #DEFAULT_SERIES_BUDGET}
     */
    public CloudWatchRegistryBuilder seriesBudget(int value) {
        budget = value;
        return this;
    }

    /** Publishes under the names of Micrometer's own registry as well, such as {@code .avg}: up to five times the price. */
    public CloudWatchRegistryBuilder legacyNames(boolean value) {
        legacy = value;
        return this;
    }

    /** Meters that CloudWatch keeps by the second. They are worth it only with a step below a minute. None by default. */
    public CloudWatchRegistryBuilder highResolution(Predicate<Meter.Id> value) {
        highResolution = value;
        return this;
    }

    /**
     * How much is kept in an outage; then the oldest is dropped. Without one what only waits for its turn has twice that. It
     * is bounded by size alone and not by time, so that a few series may be kept for weeks. CloudWatch takes data up to two
     * weeks old and refuses what is older, which is dropped then.
     *
     * @param bytes 1,000,000 to 1,000,000,000; default {@link #DEFAULT_BUFFER}
     */
    public CloudWatchRegistryBuilder buffer(long bytes) {
        buffer = bytes;
        return this;
    }

    /**
     * How long a call may take.
     *
     * @param value 100 ms to 1 min; default {@link #DEFAULT_CALL_TIMEOUT}
     */
    public CloudWatchRegistryBuilder callTimeout(Duration value) {
        callTimeout = value;
        return this;
    }

    /** What is done after a call without an answer. Default {@link AmbiguousFailure#REPEAT}. */
    public CloudWatchRegistryBuilder afterAmbiguousFailure(AmbiguousFailure value) {
        ambiguous = value;
        return this;
    }

    /** The name of the metric that is 1 in every step, whatever the meters do. Default {@link #DEFAULT_HEARTBEAT}. */
    public CloudWatchRegistryBuilder heartbeat(String name) {
        heartbeat = name;
        return this;
    }

    CloudWatchRegistryBuilder time(Clock value, DoubleSupplier chance) {
        clock = value;
        random = chance;
        return this;
    }

    CloudWatchRegistryBuilder sink(Sink value) {
        sink = Optional.of(value);
        return this;
    }

    /**
     * Starts two threads, daemons, unless the configuration is not enabled. Nothing waits for the network.
     *
     * @throws CloudWatchConfigurationException naming all that is wrong with configuration and settings
     */
    public CloudWatchRegistry start() {
        CloudWatchRegistry registry = build();
        registry.start(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        return registry;
    }

    /** Without the threads: steps and calls are the caller's to make. */
    CloudWatchRegistry build() {
        AtomicLong calls = new AtomicLong();
        return new CloudWatchRegistry(config, steps(calls), calls);
    }

    private Steps steps(AtomicLong calls) {
        Predicate<Meter.Id> bySecond = highResolution;
        StepSettings series = new StepSettings(
                commonTags,
                dimensions,
                perTask,
                budget,
                legacy,
                id -> config.highResolution() || bySecond.test(id),
                heartbeat);
        check(series);
        int mostBytes = Batch.MOST_BYTES - Cbor.REQUEST - Cbor.text(config.namespace());
        Sending sending = new Sending(
                sink.orElseGet(() -> PutMetricData.with(config.namespace(), callTimeout, client)),
                data -> {
                    List<Batch> step = Batch.of(data, config.batchSize(), mostBytes);
                    calls.set(step.size());
                    return step;
                },
                VALUES,
                ambiguous == AmbiguousFailure.REPEAT,
                buffer,
                random.getAsDouble(),
                random);
        return new Steps(config, clock, series, sending);
    }

    private void check(StepSettings series) {
        List<String> faults = new ArrayList<>();
        for (Validated.Invalid<?> invalid : config.validate().failures()) {
            faults.add(invalid.getProperty() + " " + invalid.getMessage());
        }
        if (faults.isEmpty() && !NAMESPACE.matcher(config.namespace()).matches()) {
            faults.add(
                    "namespace must be 1 to 255 of A-Za-z0-9.-_/#: and spaces, and begin neither with AWS/ nor with a"
                            + " colon, was '" + config.namespace() + "'");
        }
        faults.addAll(series.faults());
        faults.addAll(Sending.faults(buffer));
        if (callTimeout.compareTo(Duration.ofMillis(100)) < 0 || callTimeout.compareTo(Duration.ofMinutes(1)) > 0) {
            faults.add("callTimeout must be from PT0.1S to PT1M, was " + callTimeout);
        }
        if (!faults.isEmpty()) {
            throw new CloudWatchConfigurationException(faults);
        }
    }
}
