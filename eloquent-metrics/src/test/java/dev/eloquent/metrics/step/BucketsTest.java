package dev.eloquent.metrics.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is reported of a value is never further from it than is said. */
final class BucketsTest {
    private static final double ERROR = LogLinear.ERROR + 1e-9;

    enum Shape {
        UNIFORM(random -> 1e6 * (1 + 99 * random.nextDouble())),
        NORMAL(random -> Math.abs(5e7 + 1e7 * random.nextGaussian())),
        LOG_NORMAL(random -> 1e7 * Math.exp(1.5 * random.nextGaussian())),
        EXPONENTIAL(random -> -2e7 * Math.log(1 - random.nextDouble())),
        TWO_PEAKS(
                random -> random.nextInt(10) == 0 ? 1e9 + 1e8 * random.nextDouble() : 1e6 + 1e5 * random.nextDouble());

        @SuppressWarnings("ImmutableEnumChecker") // Lambdas that hold nothing.
        private final ToDoubleFunction<Random> next;

        Shape(ToDoubleFunction<Random> next) {
            this.next = next;
        }
    }

    @ParameterizedTest
    @EnumSource
    void percentilesAreTrueToTheStatedError(Shape shape) {
        for (long seed = 1; seed <= 5; seed++) {
            checkPercentiles(shape, 1, seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void percentilesOfThreeTasksMergeWithinTheSameError(Shape shape) {
        checkPercentiles(shape, 3, 42);
    }

    private static void checkPercentiles(Shape shape, int tasks, long seed) {
        Random random = new Random(seed);
        List<Double> all = new ArrayList<>();
        Map<Double, Double> merged = new TreeMap<>();
        for (int task = 0; task < tasks; task++) {
            Buckets buckets = Buckets.ofAmounts();
            for (int i = 0; i < 20_000; i++) {
                double value = shape.next.applyAsDouble(random);
                all.add(value);
                buckets.record(value);
            }
            Distribution part = buckets.drain();
            for (int i = 0; i < part.size(); i++) {
                merged.merge(part.values()[i], part.counts()[i], Double::sum);
            }
        }
        Distribution whole = new Distribution(
                merged.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                merged.values().stream().mapToDouble(Double::doubleValue).toArray());
        double[] sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        assertThat(whole.count()).isEqualTo(sorted.length);
        for (double p : new double[] {0.01, 0.5, 0.9, 0.99, 0.999, 1}) {
            double exact = sorted[(int) Math.ceil(p * sorted.length) - 1];
            assertThat(Math.abs(whole.percentile(p) - exact) / exact)
                    .as("p%s of %s", p, shape)
                    .isLessThanOrEqualTo(ERROR);
        }
    }

    @Test
    void noValueOfAnySizeIsFurtherFromItsBucketThanTheStatedError() {
        Random random = new Random(7);
        double worst = 0;
        for (int i = 0; i < 1_000_000; i++) {
            double value = Math.scalb(1 + random.nextDouble(), random.nextInt(720) - 360);
            double reported = LogLinear.value(LogLinear.bucket(value));
            worst = Math.max(worst, Math.abs(reported - value) / value);
        }
        assertThat(worst).isBetween(0.047, ERROR);
    }

    /** Control: two buckets as one would not do, reported as the best value for both, so the bound can be missed. */
    @Test
    void control_halfAsManyBucketsMissTheFivePercent() {
        double low = 1;
        double high = 1;
        while (LogLinear.bucket(high) < 2) {
            high += 0.001;
        }
        double reported = 2 * low * high / (low + high);
        assertThat((reported - low) / low).isBetween(0.05, 0.1);
    }

    @Test
    void edgesBelongToTheBucketAbove() {
        for (int bucket = -3600; bucket < 3600; bucket++) {
            double low = LogLinear.value(bucket);
            assertThat(LogLinear.bucket(low)).isEqualTo(bucket);
        }
        assertThat(LogLinear.bucket(1)).isZero();
        assertThat(LogLinear.bucket(Math.nextDown(1))).isEqualTo(-1);
        assertThat(LogLinear.bucket(2)).isEqualTo(10);
    }

    @Test
    void zeroIsZeroAndTheLargestAndSmallestFindAPlace() {
        Buckets buckets = Buckets.ofNanos();
        buckets.record(0);
        buckets.record(1);
        buckets.record(Long.MAX_VALUE);
        Distribution drained = buckets.drain();
        assertThat(drained.count()).isEqualTo(3);
        assertThat(drained.values()[0]).isZero();
        assertThat(drained.values()[2]).isCloseTo(0x1p63, org.assertj.core.data.Percentage.withPercentage(5));
        assertThat(buckets.drain().size()).isZero();
    }

    @Test
    void whereAllAreTheSameTheValueItselfIsReported() {
        Buckets buckets = Buckets.ofAmounts();
        for (int i = 0; i < 3; i++) {
            buckets.record(4711);
        }
        assertThat(buckets.drain().scaled(1, 3 * 4711, 4711).values()).containsExactly(4711);
    }

    @Test
    void threadsThatOftenMeetGetSharesOfTheirOwnUpToTheNumberOfProcessors() {
        Buckets buckets = new Buckets(0, 62, 4);
        meet(buckets, Buckets.OFTEN - 1);
        assertThat(buckets.shares()).isEqualTo(1);
        meet(buckets, 1);
        assertThat(buckets.shares()).isEqualTo(2);
        meet(buckets, Buckets.OFTEN);
        assertThat(buckets.shares()).isEqualTo(4);
        meet(buckets, 10 * Buckets.OFTEN);
        assertThat(buckets.shares()).isEqualTo(4);
    }

    @Test
    void threadsThatMeetNowAndThenShare() {
        Buckets buckets = new Buckets(0, 62, 4);
        for (int step = 0; step < 10; step++) {
            meet(buckets, Buckets.OFTEN - 1);
            buckets.drain();
        }
        assertThat(buckets.shares()).isEqualTo(1);
    }

    @Test
    void whatOneThreadAloneRecordedIsFoundInItsShare() throws InterruptedException {
        Buckets buckets = new Buckets(0, 62, 2);
        meet(buckets, Buckets.OFTEN);
        // Their numbers follow each other, or others have taken some between: each is in one of two shares.
        boolean[] shares = new boolean[2];
        for (int made = 0; !shares[0] || !shares[1]; made++) {
            double value = Math.scalb(1.0, 4 * made % 60);
            Thread thread = new Thread(() -> buckets.record(value));
            thread.start();
            thread.join();
            shares[(int) (thread.getId() % 2)] = true;
            assertThat(buckets.drain().values()).hasSize(1);
        }
    }

    private static void meet(Buckets buckets, int times) {
        for (int time = 0; time < times; time++) {
            buckets.met();
        }
    }

    /** With shares that come into being meanwhile, if there are processors for them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whatIsRecordedWhileStepsEndIsCountedOnceAndOnlyOnce(int processors) throws Exception {
        Buckets buckets = new Buckets(0, 62, processors);
        int threads = 4;
        int each = 200_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            Callable<Void> work = () -> {
                Random random = new Random(Thread.currentThread().getId());
                for (int i = 0; i < each; i++) {
                    buckets.record(1 + random.nextInt(1_000_000));
                }
                return null;
            };
            List<java.util.concurrent.Future<Void>> done = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                done.add(pool.submit(work));
            }
            long seen = 0;
            while (!done.stream().allMatch(java.util.concurrent.Future::isDone)) {
                seen += buckets.drain().count();
                meet(buckets, Buckets.OFTEN);
            }
            assertThat(buckets.shares()).isEqualTo(processors);
            seen += buckets.drain().count();
            for (java.util.concurrent.Future<Void> future : done) {
                future.get();
            }
            assertThat(seen).isEqualTo((long) threads * each);
        } finally {
            pool.shutdown();
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void valuesComeInOrder() {
        Buckets buckets = Buckets.ofNanos();
        new Random(3).longs(10_000, 1, Long.MAX_VALUE).forEach(buckets::record);
        double[] values = buckets.drain().values();
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        assertThat(values).containsExactly(sorted);
    }
}
