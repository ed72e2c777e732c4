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

/** How long does an answer take when each of ten checks takes 100 ms? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 2)
@Measurement(iterations = 8)
public class SlowChecks implements AutoCloseable {
    private final TenChecks checks = new TenChecks(SlowChecks::takeAHundredMilliseconds);

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

    private static void takeAHundredMilliseconds() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
