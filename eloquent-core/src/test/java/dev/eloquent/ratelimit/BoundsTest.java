package dev.eloquent.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The most that passes in any window, under the patterns that find the worst of each algorithm, and under random ones. */
final class BoundsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long MINUTE_NANOS = MINUTE.toNanos();

    private final MovableTime time = new MovableTime();
    private final Passes passes = new Passes();

    private LocalQuota quota(QuotaPolicy... policies) {
        return LocalQuota.builder(policies[0], java.util.Arrays.copyOfRange(policies, 1, policies.length))
                .keys(4)
                .nanoTime(time)
                .build();
    }

    private void tryOne(Quota quota) {
        if (quota.tryAcquire("client")) {
            passes.add(time.getAsLong(), 1);
        }
    }

    /** All at the end of what a fixed window would be, and again at the begin of the next. */
    private void burstAtTheBoundary(Quota quota, int permits) {
        for (int minute = 0; minute < 3; minute++) {
            time.move(MINUTE_NANOS - 1_000_000);
            for (int i = 0; i < permits; i++) {
                tryOne(quota);
            }
            time.move(1_000_000);
            for (int i = 0; i < permits; i++) {
                tryOne(quota);
            }
        }
    }

    /** A try each millisecond. */
    private void flood(Quota quota, Duration length) {
        for (long i = 0; i < length.toMillis(); i++) {
            tryOne(quota);
            time.move(1_000_000);
        }
    }

    @Test
    void exactPassesNoMoreThanTheQuotaAtTheBoundary() {
        burstAtTheBoundary(quota(QuotaPolicy.exact("exact", 1_000, MINUTE)), 1_500);
        assertThat(passes.mostIn(MINUTE_NANOS)).isEqualTo(1_000);
        assertThat(passes.all()).isEqualTo(2_000);
    }

    @Test
    void exactPassesNoMoreThanTheQuotaInAFlood() {
        flood(quota(QuotaPolicy.exact("exact", 1_000, MINUTE)), Duration.ofMinutes(5));
        assertThat(passes.mostIn(MINUTE_NANOS)).isEqualTo(1_000);
        // A permit comes back after a sixtieth more than a window at most.
        assertThat(passes.all()).isBetween(4_900L, 5_000L);
    }

    @Test
    void smoothPassesTheBurstAtTheBoundary() {
        burstAtTheBoundary(quota(QuotaPolicy.smooth("smooth", 1_000, MINUTE).burst(50)), 1_500);
        assertThat(passes.mostIn(1_000_000)).isEqualTo(50);
        assertThat(passes.mostIn(MINUTE_NANOS)).isLessThan(1_050);
    }

    @Test
    void smoothPassesBurstAndQuotaInAFlood() {
        flood(quota(QuotaPolicy.smooth("smooth", 1_000, MINUTE).burst(50)), Duration.ofMinutes(5));
        assertThat(passes.mostIn(MINUTE_NANOS)).isEqualTo(1_049);
        assertThat(passes.all()).isEqualTo(5_049);
    }

    /** A fixed window is right in a flood only: the control that both patterns are needed. */
    @Test
    void control_aFixedWindowPassesTwiceTheQuotaAtTheBoundary() {
        long begin = time.getAsLong();
        long[] window = {-1, 0};
        Quota fixed = new NoQuota() {
            @Override
            public boolean tryAcquire(String key, int permits) {
                long now = (time.getAsLong() - begin) / MINUTE_NANOS;
                if (now != window[0]) {
                    window[0] = now;
                    window[1] = 0;
                }
                return window[1]++ < 1_000;
            }
        };
        burstAtTheBoundary(fixed, 1_500);
        assertThat(passes.mostIn(MINUTE_NANOS)).isEqualTo(2_000);
    }

    /** Random policies, weights, pauses, limit changes, evictions and clock steps: no window ever has more. */
    @Test
    void noScheduleGetsMoreThanTheBound() {
        for (int seed = 0; seed < 3_000; seed++) {
            new RandomSchedule(new Random(seed)).run("seed " + seed);
        }
    }
}
