package dev.eloquent.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.ratelimit.LocalQuota;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * What 600 a minute lets pass: measured on an injected clock, by a burst around the boundary of two periods and a flood after
 * it. The documents quote these numbers.
 */
final class BoundaryTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final int MINUTES = 61;

    private final MovableTime time = new MovableTime();

    /**
     * What the documents' table has.
     *
     * @param atTheBoundary the most in 2 ms
     * @param inAMinute the most in any minute
     * @param sustained in a minute while there is always somebody who waits
     */
    private record Measured(long atTheBoundary, long inAMinute, long sustained) {}

    private Measured measure(Duration boundary, BooleanSupplier one) {
        Passes passes = new Passes();
        time.move(boundary.minus(MILLISECOND));
        takeAll(one, passes);
        time.move(MILLISECOND.multipliedBy(2).minusNanos(1));
        takeAll(one, passes);
        // Not near a boundary of any of the periods here.
        long settled = time.get() + Duration.ofMillis(30_500).toNanos();
        for (long i = 0; i < MINUTES * MINUTE.toMillis(); i++) {
            time.move(MILLISECOND);
            takeAll(one, passes);
        }
        return new Measured(
                passes.mostIn(MILLISECOND.multipliedBy(2)),
                passes.mostIn(MINUTE),
                passes.between(settled, settled + HOUR.toNanos()) / 60);
    }

    private void takeAll(BooleanSupplier one, Passes passes) {
        while (one.getAsBoolean()) {
            passes.add(time.get(), 1);
        }
    }

    private Measured resilience4j(int limit, Duration period) {
        RateLimiter limiter = RateLimiter.of(
                "openai",
                RateLimiterConfig.custom()
                        .limitForPeriod(limit)
                        .limitRefreshPeriod(period)
                        .timeoutDuration(Duration.ZERO)
                        .build(),
                time);
        return measure(period, limiter::acquirePermission);
    }

    private Measured quota(QuotaPolicy policy) {
        Quota quota = LocalQuota.builder(policy).keys(1).nanoTime(time::get).build();
        return measure(MINUTE, () -> quota.tryAcquire("all"));
    }

    /** Why it is not used like that. */
    @Test
    void control_onePeriodOfAMinuteLetsTwiceTheLimitPassAtItsBoundary() {
        assertThat(resilience4j(600, MINUTE)).isEqualTo(new Measured(1_200, 1_200, 600));
    }

    @Test
    void control_tenASecondIsMoreThanTheLimitInSomeMinutes() {
        assertThat(resilience4j(10, Duration.ofSeconds(1))).isEqualTo(new Measured(20, 610, 600));
    }

    @Test
    void anOutboundLimitIsKeptInEveryMinute() {
        OutboundLimit limit = OutboundLimit.of("openai", 600, MINUTE).longestWait(Duration.ZERO);
        RateLimiter limiter = OutboundLimits.of(List.of(limit), time).limiter("openai");
        assertThat(measure(limit.config().getLimitRefreshPeriod(), limiter::acquirePermission))
                .isEqualTo(new Measured(20, 600, 590));
    }

    @Test
    void aSmootherOutboundLimitHasALittleMoreThroughputAndNoBurst() {
        OutboundLimit limit = OutboundLimit.of("openai", 600, MINUTE).burst(1).longestWait(Duration.ZERO);
        RateLimiter limiter = OutboundLimits.of(List.of(limit), time).limiter("openai");
        assertThat(measure(limit.config().getLimitRefreshPeriod(), limiter::acquirePermission))
                .isEqualTo(new Measured(2, 600, 599));
    }

    /** What the quotas of eloquent-core let pass, which do not wait. */
    @Test
    void ourQuotasHaveNoBoundary() {
        assertThat(quota(QuotaPolicy.exact("exact", 600, MINUTE))).isEqualTo(new Measured(600, 600, 590));
        assertThat(quota(QuotaPolicy.smooth("smooth", 600, MINUTE))).isEqualTo(new Measured(60, 659, 600));
    }

    /** Random limits, bursts, weights and pauses, of callers who wait. */
    @Test
    void noScheduleGetsMoreThanTheQuotaInAnyWindow() {
        for (int seed = 0; seed < 1_000; seed++) {
            assertThat(excess(new Random(seed), false)).as("seed %d", seed).isLessThanOrEqualTo(0);
        }
    }

    /** With a period for each burst of the quota, as one would divide it without thinking. */
    @Test
    void control_withOnePeriodMoreSomeScheduleDoes() {
        List<Long> excesses = new ArrayList<>();
        for (int seed = 0; seed < 1_000; seed++) {
            excesses.add(excess(new Random(seed), true));
        }
        assertThat(excesses).anyMatch(excess -> excess > 0);
    }

    /** By how much the most in any window is above what is allowed; 0 or less if it is not. */
    private long excess(Random random, boolean onePeriodMore) {
        int quota = 2 + random.nextInt(60);
        Duration window = Duration.ofMillis(1_000 + random.nextInt(5_000));
        OutboundLimit limit = OutboundLimit.of("any", quota, window)
                .burst(1 + random.nextInt(quota / 2))
                .longestWait(window.multipliedBy(3));
        RateLimiter limiter = onePeriodMore
                ? RateLimiter.of("any", naive(limit), time)
                : OutboundLimits.of(List.of(limit), time).limiter("any");
        boolean weighted = random.nextBoolean();
        int heaviest = weighted ? 1 + random.nextInt(2 * limit.burst()) : 1;
        Passes passes = new Passes();
        for (int i = 0; i < 500; i++) {
            if (random.nextInt(4) == 0) {
                time.move((long) (random.nextDouble()
                        * limit.config().getLimitRefreshPeriod().toNanos()));
            }
            if (random.nextInt(50) == 0) {
                time.move(window);
            }
            int permits = 1 + random.nextInt(heaviest);
            long wait = limiter.reservePermission(permits);
            if (wait >= 0) {
                passes.add(time.get() + wait, permits);
            }
        }
        return passes.mostIn(window) - quota - Math.max(0, heaviest - limit.burst());
    }

    private static RateLimiterConfig naive(OutboundLimit limit) {
        return RateLimiterConfig.from(limit.config())
                .limitRefreshPeriod(limit.window().multipliedBy(limit.burst()).dividedBy(limit.quota()))
                .build();
    }
}
