package dev.eloquent.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

    /** What a request to X-Ray may have. */
    private static final int MOST_SPANS = 10_000;

    private static final int MOST_QUEUE = 1_000_000;
    private static final int LONGEST_VALUE = 4_096;
    private static final Duration CLOSING = Duration.ofSeconds(5);

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
        check();
        Resource resource = Resource.getDefault()
                .merge(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"), service,
                        AttributeKey.stringKey("service.version"), version,
                        AttributeKey.stringKey("deployment.environment.name"), environment)));
        SdkTracerProviderBuilder spans = SdkTracerProvider.builder()
                .setResource(resource)
                .setIdGenerator(
                        new XRayIds(clock, () -> ThreadLocalRandom.current().nextLong()))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(LONGEST_VALUE)
                        .build())
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)));
        Optional<SpanPipeline> pipeline = destination.isNone() ? Optional.empty() : Optional.of(pipeline(resource));
        spans.addSpanProcessor(pipeline.isPresent() ? pipeline.get() : new NoDelivery());
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(spans.build())
                // X-Ray's first, so that a W3C parent has the last word. No baggage.
                .setPropagators(ContextPropagators.create(
                        TextMapPropagator.composite(new XRayPropagator(), W3CTraceContextPropagator.getInstance())))
                .build();
        return new Tracing(sdk, pipeline);
    }

    private SpanPipeline pipeline(Resource resource) {
        SpanQueue waiting = new SpanQueue(queue, batch, delay, timeout, System::nanoTime);
        Post post = new Post(destination.address(), destination.headers(), destination.signer(), new Skew(clock));
        Delivery delivery = new Delivery(post, waiting, backoff, patience, System::nanoTime);
        SpanCourier courier = new SpanCourier(waiting, new SpanEncoder(mostBytes), delivery, resource, late);
        return new SpanPipeline(waiting, post, courier, CLOSING);
    }

    private void check() {
        List<String> faults = new ArrayList<>();
        if (service.isBlank()) {
            faults.add("service must have a name, was blank");
        }
        if (!(ratio >= 0 && ratio <= 1)) {
            faults.add("ratio must be from 0 to 1, was " + ratio);
        }
        if (batch < 1 || batch > MOST_SPANS) {
            faults.add("batch must be from 1 to " + MOST_SPANS + ", was " + batch);
        }
        if (queue < batch || queue > MOST_QUEUE) {
            faults.add("queue must be from the batch, " + batch + ", to " + MOST_QUEUE + ", was " + queue);
        }
        checkMinute(faults, "delay", delay);
        checkMinute(faults, "timeout", timeout);
        if (patience.isNegative() || patience.compareTo(Duration.ofHours(1)) > 0) {
            faults.add("patience must be from PT0S to PT1H, was " + patience);
        }
        faults.addAll(destination.faults());
        if (!faults.isEmpty()) {
            throw new TracingConfigurationException(faults);
        }
    }

    private static void checkMinute(List<String> faults, String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofMinutes(1)) > 0) {
            faults.add(name + " must be above PT0S and up to PT1M, was " + value);
        }
    }
}
