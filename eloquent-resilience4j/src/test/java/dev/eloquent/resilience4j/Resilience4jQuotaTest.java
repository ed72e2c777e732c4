package dev.eloquent.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.eloquent.ratelimit.QuotaDecision;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.RateLimitConfigurationException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.SemaphoreBasedRateLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** resilience4j's limiter on an injected clock, and by its own one with several threads. */
@Timeout(60)
final class Resilience4jQuotaTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final MovableTime time = new MovableTime();
    private final RateLimiter limiter = RateLimiter.of("search", config(10, Duration.ZERO), time);
    private final Resilience4jQuota quota = Resilience4jQuota.of(limiter);

    private static RateLimiterConfig config(int limit, Duration timeout) {
        return RateLimiterConfig.custom()
                .limitForPeriod(limit)
                .limitRefreshPeriod(MINUTE)
                .timeoutDuration(timeout)
                .build();
    }

    @Test
    void countsAllKeysTogether() {
        assertThat(quota.tryAcquire("one", 9)).isTrue();
        assertThat(quota.tryAcquire("other")).isTrue();
        assertThat(quota.tryAcquire("one")).isFalse();
        assertThat(quota.tryAcquire("another")).isFalse();
        time.move(MINUTE);
        assertThat(quota.tryAcquire("one")).isTrue();
    }

    @Test
    void anAllowanceTellsWhatIsLeft() {
        time.move(Duration.ofSeconds(20));
        QuotaDecision decision = quota.check("any", 3);
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.permits()).isEqualTo(3);
        assertThat(decision.remaining()).isEqualTo(7);
        assertThat(decision.retryAfter()).isEmpty();
        assertThat(decision.violated()).isEmpty();
        // It would be 40 s, but resilience4j does not tell: a whole period is never too early.
        assertThat(decision.reset()).isEqualTo(MINUTE);
    }

    @Test
    void theLastPermitTellsWhenTheNextPeriodBegins() {
        time.move(Duration.ofSeconds(20));
        QuotaDecision decision = quota.check("any", 10);
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.remaining()).isZero();
        assertThat(decision.reset()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void aRefusalTellsWhenTheNextPeriodBegins() {
        time.move(Duration.ofSeconds(20));
        quota.tryAcquire("any", 10);
        time.move(Duration.ofSeconds(15));
        QuotaDecision decision = quota.check("any", 2);
        assertThat(decision).hasToString("denied (LOCAL): search has 0 left, reset in PT25S, retry after PT25S");
        assertThat(decision.violated()).isEqualTo(quota.policies());
        time.move(decision.retryAfter().orElseThrow().minusNanos(1));
        assertThat(quota.tryAcquire("any")).isFalse();
        time.move(1);
        assertThat(quota.tryAcquire("any", 2)).isTrue();
    }

    @Test
    void aRefusalOfSeveralWhileSomeAreLeftIsNeverTooEarly() {
        time.move(Duration.ofSeconds(20));
        quota.tryAcquire("any", 8);
        QuotaDecision decision = quota.check("any", 3);
        assertThat(decision).hasToString("denied (LOCAL): search has 2 left, reset in PT1M, retry after PT1M");
        time.move(decision.retryAfter().orElseThrow());
        assertThat(quota.tryAcquire("any", 3)).isTrue();
    }

    @Test
    void moreThanTheLimitIsNeverThere() {
        QuotaDecision decision = quota.check("any", 11);
        assertThat(decision).hasToString("denied (LOCAL): search has 10 left, reset in PT0S");
        assertThat(decision.retryAfter()).isEmpty();
        assertThat(quota.tryAcquire("any", 10)).isTrue();
    }

    @Test
    void refusalsTakeNothing() {
        quota.tryAcquire("any", 10);
        for (int i = 0; i < 1_000; i++) {
            assertThat(quota.tryAcquire("any")).isFalse();
        }
        time.move(MINUTE);
        assertThat(quota.tryAcquire("any", 10)).isTrue();
    }

    @Test
    void thePolicySaysTwiceTheLimitInAnyPeriod() {
        QuotaPolicy policy = quota.policies().get(0);
        assertThat(quota.policies()).hasSize(1);
        assertThat(policy).hasToString("search: 10 in PT1M, burst 10, across keys");
        assertThat(policy.mostInAnyWindow()).isEqualTo(20);

        Passes passes = new Passes();
        time.move(MINUTE.minusMillis(1));
        takeAll(passes);
        time.move(Duration.ofMillis(1));
        takeAll(passes);
        assertThat(passes.mostIn(MINUTE)).isEqualTo(20);
    }

    private void takeAll(Passes passes) {
        while (quota.tryAcquire("any")) {
            passes.add(time.get(), 1);
        }
    }

    @Test
    void thePolicyFollowsAChangeOfTheLimit() {
        limiter.changeLimitForPeriod(20);
        time.move(MINUTE);
        assertThat(quota.policies().get(0).quota()).isEqualTo(20);
        assertThat(quota.check("any").remaining()).isEqualTo(19);
        assertThat(quota.policies()).isEqualTo(quota.policies());
    }

    @Test
    void countsItsDecisions() {
        quota.tryAcquire("any", 10);
        quota.tryAcquire("any");
        quota.check("any");
        limiter.acquirePermission();
        assertThat(quota.statistics().allowed()).isEqualTo(1);
        assertThat(quota.statistics().denied()).isEqualTo(2);
        assertThat(quota.statistics().violations()).isEqualTo(Map.of("search", 2L));
    }

    @Test
    void severalThreadsGetNoMoreThanThereIs() throws Exception {
        Resilience4jQuota real = Resilience4jQuota.of(RateLimiter.of(
                "search",
                RateLimiterConfig.from(config(10_000, Duration.ZERO))
                        .limitRefreshPeriod(Duration.ofDays(1))
                        .build()));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                counts.add(pool.submit(() -> {
                    long allowed = 0;
                    for (int j = 0; j < 5_000; j++) {
                        allowed += real.tryAcquire("any") ? 1 : 0;
                    }
                    return allowed;
                }));
            }
            long allowed = 0;
            for (Future<Long> count : counts) {
                allowed += count.get();
            }
            assertThat(allowed).isEqualTo(10_000);
            assertThat(real.statistics().allowed()).isEqualTo(10_000);
            assertThat(real.statistics().denied()).isEqualTo(10_000);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void fewerThanOnePermitIsAnError() {
        assertThatThrownBy(() -> quota.check("any", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("permits must be 1 or more, was 0");
    }

    @Test
    void aLimiterThatWaitsIsRefusedWithAllElseThatIsWrong() {
        RateLimiter waits = RateLimiter.of("a b", RateLimiterConfig.ofDefaults());
        assertThat(catchThrowableOfType(RateLimitConfigurationException.class, () -> Resilience4jQuota.of(waits))
                        .faults())
                .containsExactly(
                        "limiter 'a b': its timeout must be PT0S, as a quota never waits, was PT5S; set"
                                + " RateLimiterConfig.timeoutDuration(Duration.ZERO)",
                        "policy 'a b': a name must be 1 to 64 of A-Z a-z 0-9 . _ -",
                        "policy 'a b': window must be PT0.001S to PT744H, was PT0.0000005S");
    }

    @Test
    void aLimiterWithASemaphoreIsRefused() {
        SemaphoreBasedRateLimiter semaphore = new SemaphoreBasedRateLimiter("search", config(10, Duration.ZERO));
        try {
            assertThatThrownBy(() -> Resilience4jQuota.of(semaphore))
                    .hasMessage(
                            "rate limit: limiter 'search': SemaphoreBasedRateLimiter cannot reserve, so it may wait;"
                                    + " use a limiter of RateLimiter.of");
        } finally {
            semaphore.shutdown();
        }
    }

    /** What the refusal protects from: who is denied takes the permits of those who come later. */
    @Test
    void aLimiterThatIsChangedToWaitIsAnErrorInsteadOfALossForLaterOnes() {
        quota.tryAcquire("any", 10);
        limiter.changeTimeoutDuration(MINUTE);
        assertThatThrownBy(() -> quota.tryAcquire("any"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("limiter 'search' was changed to wait, its timeout is PT1M; a quota never waits, change it"
                        + " back to PT0S");
        assertThat(limiter.getMetrics().getAvailablePermissions()).isEqualTo(-1);
        limiter.changeTimeoutDuration(Duration.ZERO);
        assertThat(quota.tryAcquire("any")).isFalse();
    }

    @Test
    void anOutboundLimitWithoutAWaitCanStandBehindItToo() {
        RateLimiter outbound = OutboundLimits.of(
                        List.of(OutboundLimit.of("openai", 2, MINUTE).longestWait(Duration.ZERO)), time)
                .limiter("openai");
        Resilience4jQuota byIt = Resilience4jQuota.of(outbound);
        assertThat(byIt.tryAcquire("any")).isTrue();
        assertThat(byIt.check("any")).hasToString("denied (LOCAL): openai has 0 left, reset in PT1M, retry after PT1M");
    }
}
