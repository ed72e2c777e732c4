package dev.eloquent.local.pinecone;

import dev.eloquent.local.server.LoopbackServer;
import dev.eloquent.local.server.RateWindow;
import dev.eloquent.local.server.StartCheck;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The settings of a stand-in of Pinecone; {@link LocalPinecone#index} has one. Not safe for use by several threads. */
public final class LocalPineconeBuilder {
    private static final int DEFAULT_DIMENSION = 1536;
    private static final int MAX_DIMENSION = 20_000;
    private static final int DEFAULT_DESCRIBES_PER_SECOND = 100;

    private final String index;
    private int dimension = DEFAULT_DIMENSION;
    private Metric metric = Metric.COSINE;
    private String apiKey = "local";
    private Optional<Long> capacity = Optional.empty();
    private int describesPerSecond = DEFAULT_DESCRIBES_PER_SECOND;
    private LongSupplier nanoTime = System::nanoTime;

    LocalPineconeBuilder(String index) {
        this.index = Objects.requireNonNull(index, "index");
    }

    /** How many numbers a vector has, 1 to 20,000 as at Pinecone; default 1536. */
    public LocalPineconeBuilder dimension(int value) {
        dimension = value;
        return this;
    }

    /** How vectors are compared; default {@link Metric#COSINE}. */
    public LocalPineconeBuilder metric(Metric value) {
        metric = Objects.requireNonNull(value, "metric");
        return this;
    }

    /** The key that a client must send; others are answered with 401. Not empty; default {@code local}. */
    public LocalPineconeBuilder apiKey(String value) {
        apiKey = Objects.requireNonNull(value, "apiKey");
        return this;
    }

    /**
     * How many vectors the index holds, as one made of pods does: its fullness is told, and what is too much is refused.
     * Default: any number, and a fullness of 0, as a serverless one.
     */
    public LocalPineconeBuilder capacity(long vectors) {
        capacity = Optional.of(vectors);
        return this;
    }

    /**
     * How many describe_index_stats are answered in any second, the rest with 429; 1 to 1,000,000. Default 100, which is
     * Pinecone's limit for one index.
     */
    public LocalPineconeBuilder describesPerSecond(int value) {
        describesPerSecond = value;
        return this;
    }

    LocalPineconeBuilder nanoTime(LongSupplier value) {
        nanoTime = value;
        return this;
    }

    /** Starts on a port that is free. */
    public LocalPinecone start() {
        return start(0);
    }

    /**
     * Starts.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @throws IllegalArgumentException naming all settings that are out of range
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public LocalPinecone start(int port) {
        StartCheck check = new StartCheck("pinecone")
                .within("dimension", dimension, 1, MAX_DIMENSION)
                .within("describesPerSecond", describesPerSecond, 1, 1_000_000)
                .port(port);
        capacity.ifPresent(most -> check.within("capacity", most, 1, Long.MAX_VALUE));
        check.that(!apiKey.isEmpty(), "apiKey must not be empty").done();
        PineconeApi api =
                new PineconeApi(dimension, metric, apiKey, capacity, new RateWindow(describesPerSecond, nanoTime));
        return new LocalPinecone(index, LoopbackServer.start(api, port, nanoTime));
    }
}
