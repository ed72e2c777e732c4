package dev.eloquent.benchmarks.health;

import dev.eloquent.health.HealthStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a probe cost where checks run in the background? The status alone, and the whole body, written to a stream
 * that is there already.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CachedRead {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(4096);

    @Benchmark
    public HealthStatus eloquentStatus(EloquentCache cache) {
        return cache.status();
    }

    @Benchmark
    public boolean dropwizardStatus(DropwizardCache cache) {
        return cache.isHealthy();
    }

    @Benchmark
    public ByteArrayOutputStream eloquentBytes(EloquentCache cache) throws IOException {
        body.reset();
        cache.write(body);
        return body;
    }

    @Benchmark
    public ByteArrayOutputStream dropwizardBytes(DropwizardCache cache) throws IOException {
        body.reset();
        cache.write(body);
        return body;
    }
}
