package dev.eloquent.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.ratelimit.QuotaDecision.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LocalQuotaTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final QuotaPolicy EXACT = QuotaPolicy.exact("exact", 10, MINUTE);
    /** A permit each six seconds. */
    private static final QuotaPolicy SMOOTH =
            QuotaPolicy.smooth("smooth", 10, MINUTE).burst(5);

    private final MovableTime time = new MovableTime();

    private LocalQuota quota(QuotaPolicy policy, QuotaPolicy... more) {
        return LocalQuota.builder(policy, more).nanoTime(time).build();
    }

    private static QuotaPolicy policy(Algorithm algorithm) {
        return algorithm == Algorithm.EXACT ? EXACT : SMOOTH.burst(10);
    }

    private static void take(Quota quota, String key, int permits) {
        for (int i = 0; i < permits; i++) {
            assertThat(quota.tryAcquire(key)).as("permit %s", i + 1).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasAsManyPermitsAsThePolicyForEachKey(Algorithm algorithm) {
        LocalQuota quota = quota(policy(algorithm));
        take(quota, "one", 10);
        take(quota, "other", 10);
        assertThat(quota.tryAcquire("one")).isFalse();
        assertThat(quota.tryAcquire("other")).isFalse();
        assertThat(quota.statistics().allowed()).isEqualTo(20);
        assertThat(quota.statistics().denied()).isEqualTo(2);
        assertThat(quota.statistics().violations())
                .isEqualTo(Map.of(policy(algorithm).name(), 2L));
    }

    @Test
    void smoothPermitsComeBackOneByOne() {
        LocalQuota quota = quota(SMOOTH);
        take(quota, "client", 5);
        QuotaDecision denied = quota.check("client");
        assertThat(denied.allowed()).isFalse();
        assertThat(denied.retryAfter()).contains(Duration.ofSeconds(6));
        assertThat(denied.reset()).isEqualTo(Duration.ofSeconds(30));
        time.move(Duration.ofSeconds(6).minusNanos(1));
        assertThat(quota.tryAcquire("client")).isFalse();
        time.move(1);
        assertThat(quota.tryAcquire("client")).isTrue();
        assertThat(quota.tryAcquire("client")).isFalse();
    }

    @Test
    void exactPermitsComeBackAfterTheWindowAndASixtiethAtMost() {
        LocalQuota quota = quota(EXACT);
        take(quota, "client", 4);
        time.move(Duration.ofSeconds(30));
        take(quota, "client", 6);
        QuotaDecision denied = quota.check("client");
        assertThat(denied.retryAfter()).hasValueSatisfying(wait -> {
            assertThat(wait).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
            time.move(wait.minusNanos(1));
            assertThat(quota.tryAcquire("client")).isFalse();
            time.move(1);
        });
        take(quota, "client", 4);
        assertThat(quota.tryAcquire("client")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aDecisionTellsWhatIsLeftAndForHowLong(Algorithm algorithm) {
        LocalQuota quota = quota(policy(algorithm));
        QuotaDecision first = quota.check("client", 3);
        assertThat(first.allowed()).isTrue();
        assertThat(first.permits()).isEqualTo(3);
        assertThat(first.remaining()).isEqualTo(7);
        assertThat(first.source()).isEqualTo(Source.LOCAL);
        assertThat(first.policy()).isSameAs(quota.policies().get(0));
        assertThat(first.violated()).isEmpty();
        assertThat(first.retryAfter()).isEmpty();
        time.move(first.reset());
        assertThat(quota.check("client", 10).allowed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsAsLongAsToldGetsIt(Algorithm algorithm) {
        LocalQuota quota = quota(policy(algorithm));
        take(quota, "client", 8);
        time.move(Duration.ofSeconds(7));
        QuotaDecision denied = quota.check("client", 9);
        time.move(denied.retryAfter().orElseThrow());
        assertThat(quota.check("client", 9).allowed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void moreThanThereEverIsIsDeniedForGood(Algorithm algorithm) {
        QuotaDecision denied = quota(policy(algorithm)).check("client", 11);
        assertThat(denied.allowed()).isFalse();
        assertThat(denied.retryAfter()).isEmpty();
        assertThat(denied.remaining()).isEqualTo(10);
    }

    @Test
    void takesFromAllPoliciesOrFromNone() {
        LocalQuota quota = quota(
                QuotaPolicy.exact("second", 3, Duration.ofSeconds(1)),
                QuotaPolicy.exact("minute", 5, MINUTE),
                QuotaPolicy.exact("everybody", 7, MINUTE).acrossKeys());
        take(quota, "one", 3);
        assertThat(quota.check("one").violated()).extracting(QuotaPolicy::name).containsExactly("second");
        time.move(Duration.ofSeconds(2));
        take(quota, "one", 2);
        QuotaDecision denied = quota.check("one");
        assertThat(denied.violated()).extracting(QuotaPolicy::name).containsExactly("minute");
        assertThat(denied.policy().name()).isEqualTo("minute");
        take(quota, "other", 2);
        assertThat(quota.check("other").violated())
                .extracting(QuotaPolicy::name)
                .containsExactly("everybody");
        // What was denied was taken from none: the other has one of its three left for this second.
        assertThat(quota.statistics().violations()).isEqualTo(Map.of("second", 1L, "minute", 1L, "everybody", 1L));
    }

    @Test
    void tellsOfThePolicyThatIsClosestToItsEnd() {
        LocalQuota quota =
                quota(EXACT, QuotaPolicy.exact("everybody", 12, MINUTE).acrossKeys());
        assertThat(quota.check("one", 5).policy()).isEqualTo(EXACT);
        assertThat(quota.check("other", 5).policy().name()).isEqualTo("everybody");
        assertThat(quota.check("third", 5).remaining()).isEqualTo(2);
    }

    @Test
    void countsAllKeysTogetherIfThatIsAllThatIsWanted() {
        LocalQuota quota = quota(EXACT.acrossKeys());
        take(quota, "one", 6);
        take(quota, "other", 4);
        assertThat(quota.tryAcquire("third")).isFalse();
    }

    @Test
    void aDryRunTellsWhatItWouldHaveDenied() {
        LocalQuota quota = quota(EXACT.dryRun(), QuotaPolicy.exact("enforced", 20, MINUTE));
        take(quota, "client", 10);
        QuotaDecision decision = quota.check("client");
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.source()).isEqualTo(Source.DRY_RUN);
        assertThat(decision.violated()).extracting(QuotaPolicy::name).containsExactly("exact");
        take(quota, "client", 9);
        assertThat(quota.check("client").allowed()).isFalse();
        assertThat(quota.statistics().violations()).isEqualTo(Map.of("exact", 11L, "enforced", 1L));
    }

    @ParameterizedTest
    @EnumSource
    void whatWasEstimatedTooHighIsReturned(Algorithm algorithm) {
        LocalQuota quota = quota(policy(algorithm));
        QuotaDecision estimate = quota.check("client", 8);
        assertThat(quota.tryAcquire("client", 3)).isFalse();
        estimate.settle(1);
        assertThat(quota.check("client", 9).allowed()).isTrue();
        assertThat(quota.tryAcquire("client")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasEstimatedTooLowIsOwed(Algorithm algorithm) {
        LocalQuota quota = quota(policy(algorithm));
        quota.check("client", 2).settle(15);
        QuotaDecision denied = quota.check("client");
        assertThat(denied.allowed()).isFalse();
        time.move(denied.retryAfter().orElseThrow());
        assertThat(quota.tryAcquire("client")).isTrue();
    }

    /** Otherwise it would be there twice: once because its time has passed, once because it was returned. */
    @ParameterizedTest
    @EnumSource
    void whatHasComeBackAnywayIsNotReturned(Algorithm algorithm) {
        LocalQuota quota = quota(policy(algorithm));
        QuotaDecision estimate = quota.check("client", 8);
        time.move(Duration.ofSeconds(61));
        take(quota, "client", 10);
        estimate.settle(0);
        assertThat(quota.tryAcquire("client")).isFalse();
    }

    @Test
    void settlingConcernsThePoliciesThatWereCharged() {
        LocalQuota quota = quota(
                EXACT.dryRun(),
                QuotaPolicy.smooth("smooth", 20, MINUTE).burst(20),
                QuotaPolicy.exact("all", 30, MINUTE).acrossKeys());
        take(quota, "client", 10);
        QuotaDecision beyond = quota.check("client", 5);
        beyond.settle(0);
        assertThat(quota.check("client", 10).allowed()).isTrue();
        assertThat(quota.check("other", 10).allowed()).isTrue();
        assertThat(quota.check("third").violated())
                .extracting(QuotaPolicy::name)
                .containsExactly("all");
    }

    @Test
    void onlyWhatWasTakenCanBeSettled() {
        LocalQuota quota = quota(EXACT);
        QuotaDecision denied = quota.check("client", 11);
        assertThatThrownBy(() -> denied.settle(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("nothing was taken for a request that was denied: there is nothing to settle");
        assertThatThrownBy(() -> quota.check("client").settle(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("actual permits must be 0 or more, was -1");
    }

    @ParameterizedTest
    @EnumSource
    void aChangeForgetsNoUsage(Algorithm algorithm) {
        LocalQuota quota = quota(policy(algorithm));
        take(quota, "client", 6);
        quota.change(policy(algorithm).quota(8));
        assertThat(quota.policies()).extracting(QuotaPolicy::quota).containsExactly(8L);
        take(quota, "client", 2);
        assertThat(quota.tryAcquire("client")).isFalse();
        quota.change(policy(algorithm).quota(100_000));
        assertThat(quota.check("client", 99_992).allowed()).isTrue();
        assertThat(quota.tryAcquire("client")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aChangeForgetsNoUsageAcrossKeys(Algorithm algorithm) {
        QuotaPolicy each = QuotaPolicy.smooth("each", 1_000, MINUTE);
        QuotaPolicy all = policy(algorithm).acrossKeys();
        LocalQuota quota = quota(each, all);
        take(quota, "one", 6);
        quota.change(each, all.quota(8));
        take(quota, "other", 2);
        assertThat(quota.tryAcquire("another")).isFalse();
    }

    @Test
    void aChangeKeepsWhatUsageIsCountedBy() {
        LocalQuota quota = quota(EXACT);
        assertThatThrownBy(() -> quota.change(SMOOTH.quota(0)))
                .isInstanceOf(RateLimitConfigurationException.class)
                .hasMessage("rate limit: policy 'smooth': quota must be 1 to 1000000000, was 0; a change keeps names,"
                        + " algorithms, windows and what is across keys, [exact EXACT PT1M]; it had [smooth SMOOTH PT1M]:"
                        + " make a new quota for those");
        assertThat(quota.policies()).containsExactly(EXACT);
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> LocalQuota.builder(
                                QuotaPolicy.exact("a name", 0, Duration.ZERO),
                                QuotaPolicy.smooth("fast", 1_000_000_000, Duration.ofSeconds(1)),
                                QuotaPolicy.exact("twice", 1, MINUTE).burst(2),
                                QuotaPolicy.smooth("twice", 1, Duration.ofDays(31))
                                        .burst(13))
                        .keys(0)
                        .build())
                .isInstanceOfSatisfying(
                        RateLimitConfigurationException.class,
                        fault -> assertThat(fault.faults())
                                .containsExactly(
                                        "policy 'a name': a name must be 1 to 64 of A-Z a-z 0-9 . _ -",
                                        "policy 'a name': quota must be 1 to 35000000, was 0",
                                        "policy 'a name': window must be PT0.001S to PT744H, was PT0S",
                                        "policy 'fast': each permit needs 1 µs of the window, 1000000000 in PT1S are too many;"
                                                + " count in larger units",
                                        "policy 'twice': an exact policy has no burst, its quota of 1 may come at once; was 2,"
                                                + " use smooth for a burst",
                                        "policy 'twice': a burst must come back within 366 days, 13 at 1 in PT744H take longer;"
                                                + " choose a smaller burst",
                                        "policy 'twice': each policy of a quota needs a name of its own, two have this one",
                                        "keys must be 1 to 50000000, was 0"));
    }

    @Test
    void refusesToTakeNothing() {
        LocalQuota quota = quota(EXACT);
        for (int permits : List.of(0, -1, Integer.MIN_VALUE)) {
            assertThatThrownBy(() -> quota.tryAcquire("client", permits))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("permits must be 1 or more, was " + permits);
        }
    }

    @Test
    void doesNotOverflow() {
        LocalQuota smooth =
                quota(QuotaPolicy.smooth("rare", 1, Duration.ofDays(31)).burst(11));
        assertThat(smooth.check("client", Integer.MAX_VALUE).allowed()).isFalse();
        smooth.check("client").settle(Integer.MAX_VALUE);
        smooth.check("other", 11).settle(Integer.MAX_VALUE);
        assertThat(smooth.tryAcquire("client")).isFalse();
        LocalQuota often = quota(QuotaPolicy.smooth("often", 1_000, MINUTE).burst(100));
        List<QuotaDecision> estimates =
                Stream.generate(() -> often.check("client")).limit(100).toList();
        estimates.forEach(estimate -> estimate.settle(Integer.MAX_VALUE));
        assertThat(often.tryAcquire("client")).isFalse();
        LocalQuota exact = quota(QuotaPolicy.exact("many", 35_000_000, MINUTE));
        for (int part = 0; part < 60; part++) {
            exact.change(QuotaPolicy.exact("many", 35_000_000, MINUTE));
            exact.check("client " + part).settle(Integer.MAX_VALUE);
            assertThat(exact.tryAcquire("client " + part)).isFalse();
        }
    }

    @Test
    void neverShowsAKey() {
        QuotaDecision decision = quota(EXACT).check("203.0.113.7", 4);
        assertThat(decision).hasToString("allowed (LOCAL): exact has 6 left, reset in " + decision.reset());
        assertThat(quota(EXACT).check("203.0.113.7", 11))
                .hasToString("denied (LOCAL): exact has 10 left, reset in PT0S");
    }
}
