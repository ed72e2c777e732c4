package dev.eloquent.benchmarks.ratelimit;

import com.google.common.util.concurrent.RateLimiter;
import dev.eloquent.ratelimit.LocalQuota;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaDecision;
import dev.eloquent.ratelimit.QuotaPolicy;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
import org.openjdk.jmh.annotations.Warmup;

/** What does one decision cost, on one thread, by a limit that everybody shares? */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by @Setup
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OneKey {
    /** Whether there is always room, or never. */
    @Param({"true", "false"})
    public boolean room;

    private LocalQuota smooth;
    private LocalQuota exact;
    private LocalQuota keyed;
    private io.github.resilience4j.ratelimiter.RateLimiter resilience4j;
    private Bucket bucket4j;
    private RateLimiter guava;
    private dev.failsafe.RateLimiter<Object> failsafe;
    private final AtomicLong atomic = new AtomicLong(System.nanoTime());
    private long atomicInterval;

    /** Makes all of them, and uses up what there is if there is to be no room. */
    @Setup
    public void make() {
        Duration day = Duration.ofDays(1);
        Duration second = Duration.ofSeconds(1);
        smooth = Quota.of((room
                        ? QuotaPolicy.smooth("one", 1_000_000, second).burst(1_000_000_000)
                        : QuotaPolicy.smooth("one", 1, day))
                .acrossKeys());
        exact = Quota.of(
                (room ? QuotaPolicy.exact("one", 35_000_000, second.dividedBy(4)) : QuotaPolicy.exact("one", 1, day))
                        .acrossKeys());
        keyed = Quota.of(
                room
                        ? QuotaPolicy.smooth("one", 1_000_000, second).burst(1_000_000_000)
                        : QuotaPolicy.smooth("one", 1, day));
        resilience4j = Peers.resilience4j(room ? 1_000_000_000 : 1, room ? second : day);
        bucket4j = Peers.bucket4j(room ? 1_000_000_000 : 1, room ? second : day);
        guava = Peers.guava(room ? 1e9 : 1e-5);
        failsafe = Peers.failsafe(room ? 1_000_000_000 : 1, room ? second : day);
        atomicInterval = room ? 1 : day.toNanos();
        if (!room) {
            eloquentSmooth();
            eloquentExact();
            eloquentSmoothOfAClient();
            resilience4jBoolean();
            bucket4jBoolean();
            guavaBoolean();
            failsafeBoolean();
            jdkAtomic();
        }
    }

    @Benchmark
    public boolean eloquentSmooth() {
        return smooth.tryAcquire("");
    }

    @Benchmark
    public boolean eloquentExact() {
        return exact.tryAcquire("");
    }

    /** With the look-up of the key. */
    @Benchmark
    public boolean eloquentSmoothOfAClient() {
        return keyed.tryAcquire("203.0.113.7");
    }

    @Benchmark
    public QuotaDecision eloquentSmoothDecision() {
        return smooth.check("");
    }

    @Benchmark
    public QuotaDecision eloquentExactDecision() {
        return exact.check("");
    }

    @Benchmark
    public boolean resilience4jBoolean() {
        return resilience4j.acquirePermission();
    }

    @Benchmark
    public boolean bucket4jBoolean() {
        return bucket4j.tryConsume(1);
    }

    @Benchmark
    public ConsumptionProbe bucket4jProbe() {
        return bucket4j.tryConsumeAndReturnRemaining(1);
    }

    @Benchmark
    public boolean guavaBoolean() {
        return guava.tryAcquire();
    }

    @Benchmark
    public boolean failsafeBoolean() {
        return failsafe.tryAcquirePermit();
    }

    @Benchmark
    public boolean jdkAtomic() {
        return Peers.atomic(atomic, atomicInterval, room ? 1_000_000_000 : atomicInterval);
    }

    /** A part of all of them. */
    @Benchmark
    public long jdkClock() {
        return System.nanoTime();
    }
}
