package dev.eloquent.benchmarks.quotastores;

import dev.eloquent.testing.RedisServer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How many decisions a second come through Redis, if one thread asks for ten thousand clients? */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by @Setup
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 4, time = 2)
public class RedisKeys {
    /** Who asks, and how. */
    @Param({"eloquentSmoothCalls", "eloquentSmoothLeases", "eloquentExactCalls", "bucket4jLettuceCas", "redissonLog"})
    public String limiter;

    private RedisServer server;
    private Limiter asked;
    private Keys keys;

    int keys() {
        return 10_000;
    }

    /** Starts Redis, and has each client ask once. */
    @Setup
    public void start() {
        server = RedisServer.start();
        asked = RedisLimiters.of(limiter, Limit.plenty(limiter), server.uri());
        keys = Keys.of(keys());
        keys.askOnce(asked);
    }

    /** Fails if some decisions were made without Redis. */
    @TearDown
    public void stop() {
        try {
            asked.close();
        } finally {
            server.close();
        }
    }

    @Benchmark
    public boolean decide() {
        return Keys.require(asked, keys.any());
    }
}
