package dev.eloquent.benchmarks.health;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What does a library add to its checks? Ten checks that do nothing are run, and their aggregate becomes JSON. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FreshAggregate implements AutoCloseable {
    private final TenChecks checks = new TenChecks(() -> {});

    @Benchmark
    public byte[] eloquent() throws Exception {
        return checks.eloquent.fresh();
    }

    @Benchmark
    public byte[] springBootSequential() throws Exception {
        return checks.springBoot.fresh();
    }

    @Benchmark
    public byte[] smallRyeSequential() throws Exception {
        return checks.smallRyeSequential.fresh();
    }

    @Benchmark
    public byte[] smallRyeParallel() throws Exception {
        return checks.smallRyeParallel.fresh();
    }

    @Benchmark
    public byte[] metricsSequential() throws Exception {
        return checks.metricsSequential.fresh();
    }

    @Benchmark
    public byte[] metricsParallel() throws Exception {
        return checks.metricsParallel.fresh();
    }

    @TearDown
    @Override
    public void close() {
        checks.close();
    }
}
