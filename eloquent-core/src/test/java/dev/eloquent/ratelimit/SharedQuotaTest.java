package dev.eloquent.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.ratelimit.QuotaDecision.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is between callers and a store; the stores have tests of their own. */
final class SharedQuotaTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final QuotaPolicy EXACT = QuotaPolicy.exact("exact", 10, MINUTE);

    private final MovableTime time = new MovableTime();
    private final MemoryStore store = new MemoryStore(time);
    private final List<SharedQuota> opened = new ArrayList<>();

    @AfterEach
    void close() {
        store.open.countDown();
        opened.forEach(SharedQuota::close);
    }

    private SharedQuotaBuilder builder(QuotaPolicy policy, QuotaPolicy... more) {
        return SharedQuota.builder(store, policy, more).nanoTime(time).timeout(Duration.ofSeconds(10));
    }

    private SharedQuota start(SharedQuotaBuilder builder) {
        SharedQuota quota = builder.start();
        opened.add(quota);
        return quota;
    }

    private void hang() {
        store.open = new CountDownLatch(1);
    }

    private static int allowed(Quota quota, String key, int tries) {
        int allowed = 0;
        for (int i = 0; i < tries; i++) {
            allowed += quota.tryAcquire(key) ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void isCountedInTheStore() {
        SharedQuota one = start(builder(EXACT));
        SharedQuota other = start(builder(EXACT));
        assertThat(allowed(one, "client", 6)).isEqualTo(6);
        QuotaDecision seventh = other.check("client");
        assertThat(seventh.allowed()).isTrue();
        assertThat(seventh.source()).isEqualTo(Source.REMOTE);
        assertThat(seventh.remaining()).isEqualTo(3);
        assertThat(allowed(other, "client", 10)).isEqualTo(3);
        QuotaDecision denied = one.check("client");
        assertThat(denied.allowed()).isFalse();
        assertThat(denied.retryAfter())
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(MINUTE, MINUTE.plusSeconds(1)));
        assertThat(denied.violated()).extracting(QuotaPolicy::name).containsExactly("exact");
        assertThat(one.statistics().violations()).isEqualTo(Map.of("exact", 1L));
    }

    @Test
    void aLeaseServesSeveralDecisionsWithOneCall() {
        QuotaPolicy many = QuotaPolicy.exact("many", 1_000, MINUTE);
        SharedQuota quota = start(builder(many).lease(Duration.ofSeconds(1)));
        assertThat(allowed(quota, "client", 100)).isEqualTo(100);
        // 1, 2, 4, 8, then 10 at a time.
        assertThat(store.takes.get()).isLessThan(20);
        assertThat(quota.statistics().storeCalls()).isEqualTo(store.takes.get());
        assertThat(allowed(start(builder(many)), "client", 1_000)).isBetween(890, 900);
    }

    @Test
    void aLeaseThatHasEndedIsUsedNoMore() {
        SharedQuota quota =
                start(builder(QuotaPolicy.exact("many", 1_000, MINUTE)).lease(Duration.ofSeconds(1)));
        assertThat(allowed(quota, "client", 16)).isEqualTo(16);
        int before = store.takes.get();
        time.move(Duration.ofSeconds(1));
        assertThat(quota.tryAcquire("client")).isTrue();
        assertThat(store.takes.get()).isEqualTo(before + 1);
    }

    @Test
    void aRefusalIsRememberedForAWhile() {
        SharedQuota quota = start(builder(EXACT));
        assertThat(allowed(quota, "client", 11)).isEqualTo(10);
        int before = store.takes.get();
        assertThat(allowed(quota, "client", 1_000)).isZero();
        assertThat(store.takes.get()).isEqualTo(before);
        QuotaDecision denied = quota.check("client");
        assertThat(denied.source()).isEqualTo(Source.REMOTE);
        assertThat(denied.retryAfter())
                .hasValueSatisfying(wait -> assertThat(wait).isBetween(MINUTE, MINUTE.plusSeconds(1)));
        time.move(Duration.ofSeconds(1));
        assertThat(quota.tryAcquire("client")).isFalse();
        assertThat(store.takes.get()).isEqualTo(before + 1);
    }

    @Test
    void allWhoWantTheSameKeyShareTheNextCall() throws Exception {
        SharedQuota quota = start(builder(QuotaPolicy.exact("many", 30, MINUTE)));
        hang();
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<Boolean>> tries = new ArrayList<>();
        tries.add(threads.submit(() -> quota.tryAcquire("client")));
        Awaitility.await().until(() -> store.takes.get() == 1);
        for (int i = 1; i < 40; i++) {
            tries.add(threads.submit(() -> quota.tryAcquire("client")));
        }
        Awaitility.await().until(() -> quota.waiting("client") == 39);
        store.open.countDown();
        int allowed = 0;
        for (Future<Boolean> each : tries) {
            allowed += each.get() ? 1 : 0;
        }
        threads.shutdown();
        assertThat(allowed).isEqualTo(30);
        assertThat(store.takes.get()).isEqualTo(2);
    }

    @Test
    void keysThatWaitForAThreadGoTogether() throws Exception {
        store.together = 8;
        SharedQuota quota = start(builder(EXACT));
        hang();
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<Boolean>> tries = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int busy = i;
            tries.add(threads.submit(() -> quota.tryAcquire("busy " + busy)));
            Awaitility.await().until(() -> store.takes.get() == busy + 1);
        }
        for (int i = 0; i < 12; i++) {
            int client = i;
            tries.add(threads.submit(() -> quota.tryAcquire("client " + client, 1 + client)));
        }
        Awaitility.await().until(() -> quota.waitingKeys() == 12);
        store.open.countDown();
        for (int i = 0; i < tries.size(); i++) {
            // The last two want 11 and 12 of 10.
            assertThat(tries.get(i).get()).as("try %d", i).isEqualTo(i < 12);
        }
        threads.shutdown();
        assertThat(store.takes.get()).isEqualTo(4);
    }

    @Test
    void keysThatFailedTogetherGoAloneForAWhile() throws Exception {
        store.together = 8;
        store.broken = "bad";
        SharedQuota quota = start(builder(EXACT));
        assertThat(goodBesideBad(quota)).isEqualTo(Source.FALLBACK);
        assertThat(goodBesideBad(quota)).isEqualTo(Source.REMOTE);
        time.move(Duration.ofSeconds(10));
        assertThat(goodBesideBad(quota)).isEqualTo(Source.FALLBACK);
    }

    /** Both wait until both threads are free. */
    private Source goodBesideBad(SharedQuota quota) throws Exception {
        hang();
        ExecutorService threads = Executors.newCachedThreadPool();
        int before = store.takes.get();
        for (int i = 1; i <= 2; i++) {
            int busy = i;
            threads.execute(() -> quota.tryAcquire("busy " + busy));
            Awaitility.await().until(() -> store.takes.get() == before + busy);
        }
        Future<Boolean> bad = threads.submit(() -> quota.tryAcquire("bad"));
        Awaitility.await().until(() -> quota.waitingKeys() == 1);
        Future<QuotaDecision> good = threads.submit(() -> quota.check("good"));
        Awaitility.await().until(() -> quota.waitingKeys() == 2);
        store.open.countDown();
        bad.get();
        threads.shutdown();
        return good.get().source();
    }

    @Test
    void whoWaitsWhenItIsClosedIsToldAtOnce() throws Exception {
        SharedQuota quota = start(builder(EXACT));
        List<QuotaDecision> decisions = List.of(quota.check("one"), quota.check("other"));
        hang();
        // Both threads are busy, and the call that is wanted next is behind them.
        decisions.forEach(decision -> decision.settle(2));
        ExecutorService threads = Executors.newCachedThreadPool();
        Future<QuotaDecision> waiting = threads.submit(() -> quota.check("client"));
        Awaitility.await().until(() -> quota.waitingKeys() == 1);
        quota.close();
        // Half of what it would wait.
        assertThat(waiting.get(5, TimeUnit.SECONDS).source()).isEqualTo(Source.FALLBACK);
        threads.shutdown();
    }

    @ParameterizedTest
    @EnumSource
    void whileTheStoreHangsTheFailureModeDecidesWithinTheTimeout(FailureMode mode) {
        store.tasks = 2;
        SharedQuota quota = start(builder(EXACT.failureMode(mode)).tasks(2).timeout(Duration.ofMillis(20)));
        hang();
        int expected = switch (mode) {
            case OPEN -> 30;
            case CLOSED -> 0;
            case LOCAL_SHARE -> 5;
        };
        assertThat(allowed(quota, "client", 30)).isEqualTo(expected);
        QuotaDecision decision = quota.check("client");
        assertThat(decision.source()).isEqualTo(Source.FALLBACK);
        assertThat(decision.retryAfter().isPresent()).isEqualTo(mode != FailureMode.OPEN);
        assertThat(quota.statistics().fallbacks()).isEqualTo(31);
        // After five were late nobody waits any more.
        assertThat(quota.statistics().storeFaults()).isEqualTo(5);
    }

    @Test
    void whatTheStoreHasAllowedCountsForTheLocalShareToo() {
        SharedQuota quota = start(builder(EXACT).tasks(2).timeout(Duration.ofMillis(20)));
        assertThat(allowed(quota, "client", 4)).isEqualTo(4);
        hang();
        assertThat(allowed(quota, "client", 10)).isEqualTo(1);
    }

    @Test
    void aPolicyThatIsClosedDeniesWhateverTheOthersDo() {
        SharedQuota quota = start(builder(
                        EXACT.failureMode(FailureMode.OPEN),
                        QuotaPolicy.exact("all", 100, MINUTE).acrossKeys().failureMode(FailureMode.CLOSED))
                .timeout(Duration.ofMillis(20)));
        hang();
        QuotaDecision decision = quota.check("client");
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.violated()).extracting(QuotaPolicy::name).containsExactly("all");
        assertThat(decision.retryAfter()).contains(Duration.ofSeconds(1));
    }

    @Test
    void recoversByItself() {
        SharedQuota quota = start(builder(EXACT.failureMode(FailureMode.OPEN)));
        store.fails = true;
        assertThat(allowed(quota, "client", 50)).isEqualTo(50);
        assertThat(store.takes.get()).isLessThanOrEqualTo(5);
        store.fails = false;
        Awaitility.await().until(() -> quota.check("client").source() == Source.REMOTE);
        assertThat(quota.statistics().fallbacks()).isGreaterThanOrEqualTo(50);
    }

    /** The permits of a caller who has given up are there for the next one. */
    @Test
    void aLateAnswerIsNotLost() {
        QuotaPolicy many = QuotaPolicy.exact("many", 1_000, MINUTE);
        SharedQuota quota = start(builder(many.failureMode(FailureMode.CLOSED))
                .lease(Duration.ofSeconds(5))
                .timeout(Duration.ofMillis(20)));
        hang();
        assertThat(quota.tryAcquire("client")).isFalse();
        store.open.countDown();
        Awaitility.await().until(() -> quota.statistics().storeCalls() == 1);
        Awaitility.await().until(() -> quota.tryAcquire("client"));
        assertThat(store.takes.get()).isEqualTo(1);
    }

    @Test
    void aFullExecutorIsAFallbackAtOnce() {
        SharedQuota quota = start(builder(EXACT.failureMode(FailureMode.OPEN)).timeout(Duration.ofMillis(1)));
        hang();
        for (int i = 0; i < 4; i++) {
            quota.tryAcquire("client " + i);
        }
        assertThat(allowed(quota, "one more", 1_000)).isEqualTo(1_000);
        assertThat(store.takes.get()).isEqualTo(2);
    }

    /** Whoever looks at the clock, and then waits for one who was granted permits, is not denied. */
    @Test
    void nobodyIsRefusedBelowTheQuota() throws Exception {
        // A time that moves, as the fault was one of a moment that had passed.
        SharedQuota quota = start(builder(QuotaPolicy.exact("vast", 30_000_000, MINUTE))
                .nanoTime(System::nanoTime)
                .lease(Duration.ZERO));
        AtomicInteger refused = new AtomicInteger();
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int j = 0; j < 2_000; j++) {
                    refused.addAndGet(quota.tryAcquire("client") ? 0 : 1);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(refused).hasValue(0);
        assertThat(quota.statistics().fallbacks()).isZero();
    }

    @Test
    void whatARefusedRequestWasGrantedIsReturned() throws Exception {
        SharedQuota quota = start(builder(QuotaPolicy.exact("hundred", 100, MINUTE)));
        assertThat(quota.tryAcquire("client", 41)).isTrue();
        hang();
        ExecutorService threads = Executors.newCachedThreadPool();
        int before = store.takes.get();
        Future<Boolean> first = threads.submit(() -> quota.tryAcquire("client"));
        Awaitility.await().until(() -> store.takes.get() == before + 1);
        Future<Boolean> all = threads.submit(() -> quota.tryAcquire("client", 100));
        Awaitility.await().until(() -> quota.waiting("client") == 1);
        Future<Boolean> one = threads.submit(() -> quota.tryAcquire("client"));
        Awaitility.await().until(() -> quota.waiting("client") == 2);
        store.open.countDown();
        assertThat(first.get()).isTrue();
        assertThat(all.get()).isFalse();
        assertThat(one.get()).isTrue();
        threads.shutdown();
        Awaitility.await().untilAsserted(() -> assertThat(store.settled()).containsExactly("client|hundred -57"));
    }

    @Test
    void settlesWhatWasChargedAndNothingElse() {
        QuotaPolicy dryRun = QuotaPolicy.exact("planned", 5, MINUTE).dryRun();
        SharedQuota quota = start(builder(dryRun, QuotaPolicy.exact("minute", 1_000, MINUTE)));
        time.move(Duration.ofSeconds(1));
        QuotaDecision decision = quota.check("client", 10);
        assertThat(decision.source()).isEqualTo(Source.DRY_RUN);
        decision.settle(500);
        Awaitility.await().untilAsserted(() -> assertThat(store.settled()).containsExactly("client|minute 490"));
        assertThat(store.settledAt).isEqualTo(1_000_000);
    }

    @Test
    void callersOfTheSameSlowCallAreOneFailure() throws Exception {
        SharedQuota quota = start(builder(EXACT.failureMode(FailureMode.OPEN)).timeout(Duration.ofSeconds(1)));
        hang();
        Thread[] threads = new Thread[20];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> quota.tryAcquire("client"));
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        store.open.countDown();
        Awaitility.await().until(() -> store.takes.get() == 1);
        assertThat(quota.statistics().fallbacks()).isEqualTo(20);
        assertThat(quota.check("client").source()).isEqualTo(Source.REMOTE);
    }

    @Test
    void settlesInTheStore() {
        SharedQuota quota = start(builder(EXACT));
        QuotaDecision decision = quota.check("client", 5);
        decision.settle(2);
        Awaitility.await().untilAsserted(() -> assertThat(store.settled()).containsExactly("client|exact -3"));
    }

    private static String name(QuotaPolicy policy, String key) {
        return StoreKey.of(policy, StoreKey.id(key));
    }

    @Test
    void namesCountersByTheKeyOrItsHash() {
        assertThat(name(EXACT, "203.0.113.7")).isEqualTo("203.0.113.7|exact");
        assertThat(name(EXACT.acrossKeys(), "203.0.113.7")).isEqualTo("*|exact");
        for (String odd : List.of("", "a b", "a|b", "#", "*", "{x}", "ü", "x".repeat(65), "\0")) {
            assertThat(name(EXACT, odd)).matches("#[A-Za-z0-9_-]{43}\\|exact");
        }
    }

    @Test
    void changesLimitsWhileItRuns() {
        SharedQuota quota = start(builder(EXACT));
        assertThat(allowed(quota, "client", 20)).isEqualTo(10);
        time.move(Duration.ofSeconds(1));
        quota.change(EXACT.quota(15));
        assertThat(allowed(quota, "client", 20)).isEqualTo(5);
        assertThatThrownBy(() -> quota.change(EXACT.quota(5).failureMode(FailureMode.OPEN)))
                .isInstanceOf(RateLimitConfigurationException.class)
                .hasMessage("rate limit: a change keeps failure modes, [LOCAL_SHARE]; it had [OPEN]");
    }

    @Test
    void aBatchIsAHundredthOfTheNewQuota() {
        SharedQuota quota = start(builder(EXACT).lease(Duration.ofSeconds(1)));
        quota.change(EXACT.quota(10_000));
        assertThat(allowed(quota, "client", 500)).isEqualTo(500);
        // 1, 2, 4 and so on, then 100 at a time.
        assertThat(store.takes.get()).isLessThan(20);
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> builder(EXACT.quota(0))
                        .timeout(Duration.ZERO)
                        .lease(Duration.ofSeconds(7))
                        .batch(0)
                        .tasks(0)
                        .keys(0)
                        .start())
                .isInstanceOfSatisfying(
                        RateLimitConfigurationException.class,
                        fault -> assertThat(fault.faults())
                                .containsExactly(
                                        "policy 'exact': quota must be 1 to 35000000, was 0",
                                        "timeout must be PT0.001S to PT10S, was PT0S",
                                        "lease must be at most a tenth of the shortest window, PT6S, was PT7S",
                                        "batch must be 1 or more, was 0",
                                        "tasks must be 1 or more, was 0",
                                        "keys must be 1 to 50000000, was 0"));
    }

    @Test
    void closesTheStore() {
        SharedQuota quota = start(builder(EXACT.failureMode(FailureMode.CLOSED)));
        quota.close();
        assertThat(store.closed).isTrue();
        assertThat(quota.check("client").source()).isEqualTo(Source.FALLBACK);
    }
}
