package dev.eloquent.tracing;

import io.opentelemetry.api.common.Attributes;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** How a service is traced. Get it from {@link Tracing#of}. Not safe for use by several threads. */
public final class TracingBuilder {
    /** How many spans may wait: 8,192, about 10 MB. */
    public static final int DEFAULT_QUEUE = 8_192;

    /** How many spans make a request: 1,000. */
    public static final int DEFAULT_BATCH = 1_000;

    /** For how long a span may wait for others: 2 s. */
    public static final Duration DEFAULT_DELAY = Duration.ofSeconds(2);

    /** For how long an answer is waited for: 10 s. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** For how long a request is tried again: 5 min. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(5);

    /** What a request to X-Ray may have, uncompressed: 5 MB; taken as 5,000,000 bytes, the smaller reading. */
    private static final int MOST_BYTES = 5_000_000;

    private final String service;
    private final String version;
    private final String environment;
    private TraceDestination destination = TraceDestination.none();
    private double ratio = 1;
    private int queue = DEFAULT_QUEUE;
    private int batch = DEFAULT_BATCH;
    private Duration delay = DEFAULT_DELAY;
    private Duration timeout = DEFAULT_TIMEOUT;
    private Duration patience = DEFAULT_PATIENCE;
    private Supplier<Attributes> late = Attributes::empty;
    private Clock clock = Clock.systemUTC();
    private Backoff backoff = new Backoff(
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            () -> ThreadLocalRandom.current().nextDouble());
    private int mostBytes = MOST_BYTES;

    TracingBuilder(String service, String version, String environment) {
        this.service = Objects.requireNonNull(service, "service");
        this.version = Objects.requireNonNull(version, "version");
        this.environment = Objects.requireNonNull(environment, "environment");
    }

    /** Where spans go; default {@link TraceDestination#none()}. */
    public TracingBuilder to(TraceDestination where) {
        destination = Objects.requireNonNull(where, "where");
        return this;
    }

    /**
     * Which part of the traces that begin here is recorded, by chance. Of a trace that began elsewhere the caller has
     * decided.
     *
     * @param part 0 to 1; default 1
     */
    public TracingBuilder ratio(double part) {
        ratio = part;
        return this;
    }

    /**
     * How many spans may wait. What ends while the queue is full is dropped and counted.
     *
     * @param spans the size of the batch to 1,000,000; default {@link #DEFAULT_QUEUE}
     */
    public TracingBuilder queue(int spans) {
        queue = spans;
        return this;
    }

    /**
     * How many spans make a request; one that would be larger than 5 MB is divided, and so is one that is refused for what is in
     * it (400, 413).
     *
     * @param spans 1 to 10,000; default {@link #DEFAULT_BATCH}
     */
    public TracingBuilder batch(int spans) {
        batch = spans;
        return this;
    }

    /** For how long a span may wait for others, above 0 and up to 1 min; default {@link #DEFAULT_DELAY}. */
    public TracingBuilder delay(Duration most) {
        delay = Objects.requireNonNull(most, "most");
        return this;
    }

    /** For how long an answer is waited for, above 0 and up to 1 min; default {@link #DEFAULT_TIMEOUT}. */
    public TracingBuilder timeout(Duration most) {
        timeout = Objects.requireNonNull(most, "most");
        return this;
    }

    /**
     * For how long a request is tried again after 429, 502, 503, 504, no answer, or without credentials, from 0 to 1 h;
     * default {@link #DEFAULT_PATIENCE}. Meanwhile spans wait in the queue.
     */
    public TracingBuilder patience(Duration most) {
        patience = Objects.requireNonNull(most, "most");
        return this;
    }

    /**
     * More attributes of the resource, which may be found after the start, such as those of the ECS task. Asked for with
     * each batch, on the thread that sends; must not block.
     */
    public TracingBuilder resource(Supplier<Attributes> attributes) {
        late = Objects.requireNonNull(attributes, "attributes");
        return this;
    }

    TracingBuilder time(Clock value, Backoff pauses) {
        clock = value;
        backoff = pauses;
        return this;
    }

    TracingBuilder mostBytes(int value) {
        mostBytes = value;
        return this;
    }

    /**
     * Starts. Does not block and asks nobody: credentials and connections come with the first spans.
     *
     * @throws TracingConfigurationException naming all that is wrong
     */
    public Tracing start() {
        return new Assembly(new TracingSettings(
                        new TracingSettings.Service(service, version, environment),
                        destination,
                        ratio,
                        queue,
                        batch,
                        delay,
                        timeout,
                        patience,
                        late,
                        clock,
                        backoff,
                        mostBytes))
                .tracing();
    }
}
