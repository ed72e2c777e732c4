package dev.eloquent.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More keys than there is room for. */
final class OverflowTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int QUOTA = 20;

    private final MovableTime time = new MovableTime();

    private LocalQuota quota(Algorithm algorithm, int keys) {
        return LocalQuota.builder(
                        algorithm == Algorithm.EXACT
                                ? QuotaPolicy.exact("p", QUOTA, MINUTE)
                                : QuotaPolicy.smooth("p", QUOTA, MINUTE).burst(QUOTA))
                .keys(keys)
                .nanoTime(time)
                .hash(new KeyHash(1, 2))
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void asManyKeysAsWereAskedForAreExact(Algorithm algorithm) {
        for (int keys : new int[] {1, 2, 17, 1_000, 5_000}) {
            LocalQuota quota = quota(algorithm, keys);
            for (int round = 0; round < QUOTA; round++) {
                for (int key = 0; key < keys; key++) {
                    assertThat(quota.tryAcquire("key " + key)).isTrue();
                }
            }
            for (int key = 0; key < keys; key++) {
                assertThat(quota.tryAcquire("key " + key)).isFalse();
            }
            assertThat(quota.statistics().evictions()).isZero();
            assertThat(quota.statistics().inherited()).isZero();
        }
    }

    /** Keys that are not in use any more make room without a trace. */
    @ParameterizedTest
    @EnumSource
    void othersTakeThePlaceOfWhatHasComeBack(Algorithm algorithm) {
        LocalQuota quota = quota(algorithm, 100);
        for (int generation = 0; generation < 50; generation++) {
            for (int key = 0; key < 100; key++) {
                assertThat(quota.tryAcquire(generation + " " + key, QUOTA)).isTrue();
            }
            time.move(Duration.ofSeconds(61));
        }
        assertThat(quota.statistics().evictions()).isZero();
        assertThat(quota.statistics().inherited()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whoWasPushedOutComesBackWithWhatItHasUsed(Algorithm algorithm) {
        LocalQuota quota = quota(algorithm, 50);
        for (int key = 0; key < 50; key++) {
            assertThat(quota.tryAcquire("early " + key, QUOTA)).isTrue();
        }
        for (int key = 0; key < 2_000; key++) {
            quota.tryAcquire("late " + key);
        }
        for (int key = 0; key < 50; key++) {
            assertThat(quota.tryAcquire("early " + key)).isFalse();
        }
        assertThat(quota.statistics().evictions()).isGreaterThan(1_900);
        time.move(Duration.ofSeconds(62));
        for (int key = 0; key < 50; key++) {
            assertThat(quota.tryAcquire("early " + key, QUOTA)).isTrue();
        }
    }

    /** Otherwise their usage would be in the overflow cells, and newcomers would inherit it. */
    @ParameterizedTest
    @EnumSource
    void theLeastUsedHaveToGo(Algorithm algorithm) {
        LocalQuota quota = quota(algorithm, 1_000);
        for (int key = 0; key < 500; key++) {
            assertThat(quota.tryAcquire("heavy " + key, QUOTA)).isTrue();
        }
        int passed = 0;
        for (int key = 0; key < 700; key++) {
            passed += quota.tryAcquire("light " + key) ? 1 : 0;
        }
        assertThat(passed).isGreaterThan(695);
        assertThat(quota.statistics().evictions()).isEqualTo(200);
    }

    /** A flood of addresses that nobody sends twice, through a table of 100,000, with a hundredth of a second between. */
    @ParameterizedTest
    @EnumSource
    void tenMillionKeysNeitherGrowTheHeapNorFreeAnOffender(Algorithm algorithm) {
        LocalQuota quota = LocalQuota.builder(
                        algorithm == Algorithm.EXACT
                                ? QuotaPolicy.exact("p", QUOTA, Duration.ofDays(10))
                                : QuotaPolicy.smooth("p", QUOTA, Duration.ofDays(10))
                                        .burst(QUOTA))
                .nanoTime(time)
                .build();
        for (int offender = 0; offender < 50; offender++) {
            assertThat(quota.tryAcquire("offender " + offender, QUOTA)).isTrue();
        }
        Random random = new Random(1);
        long before = 0;
        for (int i = 0; i < 10_000_000; i++) {
            quota.tryAcquire(Long.toHexString(random.nextLong()));
            if (i == 1_000_000) {
                before = usedHeap();
            }
            if (i % 20_000 == 0) {
                assertThat(quota.tryAcquire("offender " + i / 20_000 % 50)).isFalse();
            }
        }
        assertThat(usedHeap() - before).isLessThan(1_000_000);
        for (int offender = 0; offender < 50; offender++) {
            assertThat(quota.tryAcquire("offender " + offender)).isFalse();
        }
        assertThat(quota.statistics().evictions()).isGreaterThan(1_000_000);
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** The control: a table that simply drops the oldest frees them. */
    @Test
    void control_aTableThatForgetsFreesTheOffenders() {
        java.util.Map<String, Integer> used = new java.util.LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(java.util.Map.Entry<String, Integer> eldest) {
                return size() > 1_000;
            }
        };
        used.put("offender", QUOTA);
        for (int i = 0; i < 10_000; i++) {
            used.merge("key " + i, 1, Integer::sum);
        }
        assertThat(used.getOrDefault("offender", 0)).isLessThan(QUOTA);
    }
}
