package dev.eloquent.benchmarks.ratelimit;

import dev.eloquent.ratelimit.LocalQuota;
import dev.eloquent.ratelimit.QuotaPolicy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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

/** What does one decision cost, on one thread, among a million clients of whom few ask often? */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // by @Setup
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx6g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ManyKeys {
    static final int KEYS = 1_000_000;
    static final int PERMITS = 1_000;
    static final Duration WINDOW = Duration.ofMinutes(1);

    /** Who asks whom. */
    @Param({
        "eloquentSmooth",
        "eloquentExact",
        "resilience4jRegistry",
        "bucket4jInCaffeine",
        "jdkAtomicInCaffeine",
        "jdkKeyOnly"
    })
    public String limiter;

    private Predicate<String> limit;
    private Traffic traffic;

    /** Makes one of them, and has each client ask once. */
    @Setup
    public void make() {
        traffic = new Traffic(KEYS);
        limit = limit(limiter, KEYS);
        traffic.everybody().forEach(client -> {
            boolean first = limit.test(client);
            if (!first) {
                throw new IllegalStateException(client);
            }
        });
    }

    static Predicate<String> limit(String limiter, int keys) {
        return switch (limiter) {
            case "eloquentSmooth" ->
                quota(QuotaPolicy.smooth("each", PERMITS, WINDOW).burst(PERMITS), keys);
            case "eloquentExact" -> quota(QuotaPolicy.exact("each", PERMITS, WINDOW), keys);
            case "resilience4jRegistry" -> Peers.resilience4jRegistry(PERMITS, WINDOW);
            case "bucket4jInCaffeine" -> Peers.bucket4jInCaffeine(keys, PERMITS, WINDOW);
            case "jdkAtomicInCaffeine" -> Peers.atomicInCaffeine(keys, PERMITS, WINDOW);
            // What all of them pay for the request itself.
            case "jdkKeyOnly" -> key -> !key.isEmpty();
            default -> throw new IllegalArgumentException(limiter);
        };
    }

    private static Predicate<String> quota(QuotaPolicy policy, int keys) {
        LocalQuota quota = LocalQuota.builder(policy).keys(keys).build();
        return quota::tryAcquire;
    }

    @Benchmark
    public boolean decide(Traffic.Position position) {
        return limit.test(traffic.next(position));
    }
}
