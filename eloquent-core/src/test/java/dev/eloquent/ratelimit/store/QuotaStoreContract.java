package dev.eloquent.ratelimit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.ratelimit.Passes;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.store.TakeReply.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every store does. Its clock stands still, at a full second, unless a test moves it. */
public interface QuotaStoreContract {
    Duration SECOND = Duration.ofSeconds(1);
    Duration MINUTE = Duration.ofMinutes(1);

    /** The store under test. */
    QuotaStore store();

    /** Moves the store's clock, back too; whole microseconds. */
    void move(Duration by);

    /** A counter that nobody has used. */
    static Claim fresh(QuotaPolicy policy) {
        return new Claim(policy.name() + ":" + UUID.randomUUID(), policy);
    }

    static Claim exact(long quota) {
        return fresh(QuotaPolicy.exact("exact", quota, MINUTE));
    }

    static Claim smooth(long quota, long burst) {
        return fresh(QuotaPolicy.smooth("smooth", quota, MINUTE).burst(burst));
    }

    /** The same counter by another policy. */
    static Claim by(QuotaPolicy policy, Claim claim) {
        return new Claim(claim.id(), policy);
    }

    default TakeReply take(int permits, Claim... claims) throws Exception {
        return store().take(new TakeRequest(List.of(claims), permits, permits, Duration.ZERO));
    }

    default TakeReply lease(int permits, int batch, Duration lease, Claim... claims) throws Exception {
        return store().take(new TakeRequest(List.of(claims), permits, batch, lease));
    }

    /** What the only counter has left, by a request that it must deny. */
    default long remaining(Claim claim) throws Exception {
        TakeReply denied = take((int) claim.policy().burst() + 1, claim);
        assertThat(denied.granted()).isZero();
        return denied.counters().get(0).remaining();
    }

    @Test
    default void exactGrantsItsQuotaAndTellsWhenThereIsMore() throws Exception {
        Claim claim = exact(10);
        assertThat(take(4, claim).counters())
                .containsExactly(new Counter(true, 6, Duration.ofSeconds(61), Duration.ZERO));
        move(SECOND.multipliedBy(10));
        assertThat(take(6, claim).counters())
                .containsExactly(new Counter(true, 0, Duration.ofSeconds(61), Duration.ZERO));
        TakeReply denied = take(5, claim);
        assertThat(denied.granted()).isZero();
        // The first four leave in 51 s, the fifth with the next in 61 s.
        assertThat(denied.counters())
                .containsExactly(new Counter(false, 0, Duration.ofSeconds(61), Duration.ofSeconds(61)));
        assertThat(take(4, claim).counters().get(0).retryAfter()).isEqualTo(Duration.ofSeconds(51));
        move(SECOND.multipliedBy(51).minusMillis(1));
        assertThat(take(4, claim).granted()).isZero();
        move(Duration.ofMillis(1));
        assertThat(take(4, claim).granted()).isEqualTo(4);
    }

    @Test
    default void smoothGrantsItsBurstAndThenOneAtATime() throws Exception {
        Claim claim = smooth(60, 5);
        assertThat(take(3, claim).counters())
                .containsExactly(new Counter(true, 2, Duration.ofSeconds(3), Duration.ZERO));
        assertThat(take(3, claim).counters())
                .containsExactly(new Counter(false, 2, Duration.ofSeconds(3), Duration.ofSeconds(1)));
        move(SECOND.minusMillis(1));
        assertThat(take(3, claim).granted()).isZero();
        move(Duration.ofMillis(1));
        assertThat(take(3, claim).granted()).isEqualTo(3);
        assertThat(remaining(claim)).isZero();
    }

    @Test
    default void smoothKeepsAPermitAMicrosecond() throws Exception {
        Claim claim = fresh(QuotaPolicy.smooth("fast", 1_000_000, SECOND).burst(10));
        assertThat(take(10, claim).granted()).isEqualTo(10);
        move(Duration.ofNanos(3_000));
        assertThat(remaining(claim)).isEqualTo(3);
    }

    @Test
    default void morePermitsThanThereEverAreComeNever() throws Exception {
        assertThat(take(11, exact(10)).counters().get(0).retryAfter()).isEqualTo(Counter.NEVER);
        assertThat(take(6, smooth(60, 5)).counters().get(0).retryAfter()).isEqualTo(Counter.NEVER);
    }

    @Test
    default void takesFromAllCountersOrFromNone() throws Exception {
        Claim wide = exact(100);
        Claim narrow = smooth(60, 5);
        assertThat(take(5, wide, narrow).granted()).isEqualTo(5);
        TakeReply denied = take(1, wide, narrow);
        assertThat(denied.granted()).isZero();
        assertThat(denied.counters())
                .containsExactly(
                        new Counter(false, 95, Duration.ofSeconds(61), Duration.ZERO),
                        new Counter(false, 0, Duration.ofSeconds(5), Duration.ofSeconds(1)));
        assertThat(remaining(wide)).isEqualTo(95);
    }

    @Test
    default void answersInTheOrderOfTheRequest() throws Exception {
        Claim one = exact(10);
        Claim other = exact(20);
        assertThat(take(1, one, other).counters())
                .extracting(Counter::remaining)
                .containsExactly(9L, 19L);
        assertThat(take(1, other, one).counters())
                .extracting(Counter::remaining)
                .containsExactly(18L, 8L);
    }

    @Test
    default void severalAtOnceAreDecidedEachForItself() throws Exception {
        List<Claim> clients = Stream.generate(() -> exact(10)).limit(32).toList();
        assertThat(take(8, clients.get(0)).granted()).isEqualTo(8);
        List<TakeRequest> requests = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            int permits = 3 + i % 5;
            requests.add(new TakeRequest(List.of(clients.get(i)), permits, permits + 1, Duration.ZERO));
        }
        List<TakeReply> replies = store().takeAll(requests);
        assertThat(replies).hasSameSizeAs(clients);
        assertThat(replies.get(0).granted()).isZero();
        assertThat(replies.get(0).counters().get(0).remaining()).isEqualTo(2);
        for (int i = 1; i < clients.size(); i++) {
            assertThat(replies.get(i).granted()).isEqualTo(4 + i % 5);
            assertThat(remaining(clients.get(i))).isEqualTo(6 - i % 5);
        }
    }

    @Test
    default void severalAtOnceMayShareACounterOfEverybody() throws Exception {
        Claim everybody = exact(10);
        List<TakeRequest> requests = Stream.generate(
                        () -> new TakeRequest(List.of(exact(100), everybody), 4, 4, Duration.ZERO))
                .limit(3)
                .toList();
        assertThat(store().takeAll(requests)).extracting(TakeReply::granted).containsExactly(4, 4, 0);
        assertThat(remaining(everybody)).isEqualTo(2);
    }

    @Test
    default void aBatchIsWhatAllHaveAndNotBelowThePermits() throws Exception {
        Claim wide = exact(100);
        Claim narrow = smooth(60, 7);
        assertThat(lease(2, 5, SECOND, wide, narrow).granted()).isEqualTo(5);
        assertThat(lease(2, 5, SECOND, wide, narrow).granted()).isEqualTo(2);
        assertThat(lease(2, 5, SECOND, wide, narrow).granted()).isZero();
        assertThat(remaining(wide)).isEqualTo(93);
    }

    @Test
    default void aDryRunNeverLimitsAndIsChargedOnlyIfItHasRoom() throws Exception {
        Claim dry = fresh(QuotaPolicy.exact("dry", 5, MINUTE).dryRun());
        Claim enforced = exact(100);
        assertThat(take(3, enforced, dry).counters().get(1))
                .isEqualTo(new Counter(true, 2, Duration.ofSeconds(61), Duration.ZERO));
        TakeReply reply = lease(3, 10, Duration.ZERO, enforced, dry);
        assertThat(reply.granted()).isEqualTo(10);
        assertThat(reply.counters().get(1))
                .isEqualTo(new Counter(false, 2, Duration.ofSeconds(61), Duration.ofSeconds(61)));
        assertThat(lease(6, 8, Duration.ZERO, dry).granted()).as("alone").isEqualTo(8);
    }

    /** Uses what it takes with a lease of 2 s as late as it may, or at once; the most that is used in any minute. */
    private long mostUsed(Duration told, Duration step, int steps, boolean atTheBoundary) throws Exception {
        Claim claim = exact(1_000);
        Duration lease = Duration.ofSeconds(2);
        List<long[]> uses = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < steps; i++) {
            boolean late = atTheBoundary ? i % 2 == 0 : i / 20 % 2 == 0;
            int granted = lease(1, atTheBoundary ? 1_500 : 40, told, claim).granted();
            uses.add(new long[] {now + (late ? lease.toMillis() : 0), granted});
            Duration by = atTheBoundary && late ? MINUTE.plusMillis(1_010) : step;
            move(by);
            now += by.toMillis();
        }
        uses.sort((one, other) -> Long.compare(one[0], other[0]));
        Passes passes = new Passes();
        uses.forEach(use -> passes.add(use[0], use[1]));
        assertThat(passes.all()).isGreaterThan(1_500);
        return passes.mostIn(MINUTE.toMillis());
    }

    @Test
    default void exactHoldsAtTheBoundaryWhateverTheLeases() throws Exception {
        assertThat(mostUsed(Duration.ofSeconds(2), SECOND, 30, true)).isEqualTo(1_000);
    }

    @Test
    default void exactHoldsInAFloodWhateverTheLeases() throws Exception {
        assertThat(mostUsed(Duration.ofSeconds(2), Duration.ofMillis(230), 800, false))
                .isEqualTo(1_000);
    }

    @Test
    default void control_countedWhenTheyAreTakenLeasesBreakTheBound() throws Exception {
        assertThat(mostUsed(Duration.ZERO, SECOND, 30, true)).isGreaterThan(1_000);
        assertThat(mostUsed(Duration.ZERO, Duration.ofMillis(230), 800, false)).isGreaterThan(1_000);
    }

    @Test
    default void leasesOfDifferentLengthsAreCountedEachAtItsEnd() throws Exception {
        Claim claim = exact(10);
        long now = take(1, claim).countedAt();
        assertThat(lease(4, 4, Duration.ofSeconds(5), claim).countedAt()).isEqualTo(now + 5_000_000);
        assertThat(take(5, claim).countedAt()).isEqualTo(now);
        move(SECOND.multipliedBy(61));
        assertThat(remaining(claim)).isEqualTo(6);
        move(SECOND.multipliedBy(5));
        assertThat(remaining(claim)).isEqualTo(10);
    }

    @Test
    default void settlingReturnsWhatWasNotUsed() throws Exception {
        Claim exact = exact(10);
        Claim smooth = smooth(60, 10);
        long countedAt = lease(8, 8, SECOND, exact, smooth).countedAt();
        move(SECOND);
        store().settle(List.of(exact, smooth), countedAt, -5);
        assertThat(remaining(exact)).isEqualTo(7);
        assertThat(remaining(smooth)).as("3 used and one come back").isEqualTo(8);
        store().settle(List.of(exact, smooth), countedAt, -5);
        assertThat(remaining(exact)).as("not more than there was").isEqualTo(10);
        assertThat(remaining(smooth)).isEqualTo(10);
    }

    @Test
    default void settlingTakesMoreThanThereIs() throws Exception {
        Claim exact = exact(10);
        Claim smooth = smooth(60, 10);
        long countedAt = take(8, exact, smooth).countedAt();
        store().settle(List.of(exact, smooth), countedAt, 5);
        TakeReply denied = take(1, exact, smooth);
        assertThat(denied.granted()).isZero();
        assertThat(denied.counters())
                .containsExactly(
                        new Counter(false, 0, Duration.ofSeconds(61), Duration.ofSeconds(61)),
                        new Counter(false, 0, Duration.ofSeconds(13), Duration.ofSeconds(4)));
    }

    @Test
    default void whatHasExpiredIsNotReturned() throws Exception {
        Claim exact = exact(10);
        Claim smooth = smooth(60, 10);
        long countedAt = take(8, exact, smooth).countedAt();
        move(SECOND.multipliedBy(70));
        take(8, exact, smooth);
        store().settle(List.of(exact, smooth), countedAt, -5);
        assertThat(remaining(exact)).isEqualTo(2);
        assertThat(remaining(smooth)).isEqualTo(2);
    }

    @Test
    default void whatIsReturnedIsReturnedWhereItWasTaken() throws Exception {
        Claim claim = exact(10);
        long first = take(5, claim).countedAt();
        move(SECOND.multipliedBy(30));
        take(5, claim);
        store().settle(List.of(claim), first, -3);
        assertThat(remaining(claim)).isEqualTo(3);
        move(SECOND.multipliedBy(31));
        assertThat(remaining(claim)).as("the other two of the first").isEqualTo(5);
    }

    @Test
    default void anotherQuotaKeepsThePermitsThatAreUsed() throws Exception {
        Claim smooth = smooth(60, 20);
        take(10, smooth);
        assertThat(remaining(by(QuotaPolicy.smooth("smooth", 30, MINUTE).burst(20), smooth)))
                .isEqualTo(10);
        assertThat(take(1, by(QuotaPolicy.smooth("smooth", 30, MINUTE).burst(20), smooth))
                        .granted())
                .isEqualTo(1);
        assertThat(remaining(smooth)).isEqualTo(9);
        Claim exact = exact(10);
        take(8, exact);
        assertThat(remaining(by(exact.policy().quota(20), exact))).isEqualTo(12);
        assertThat(remaining(by(exact.policy().quota(5), exact))).isZero();
    }

    @Test
    default void aClockThatStepsBackErrsTowardsDenial() throws Exception {
        Claim exact = exact(10);
        Claim smooth = smooth(60, 10);
        take(6, exact);
        take(6, smooth);
        move(Duration.ofHours(-1));
        assertThat(take(5, exact).granted()).isZero();
        assertThat(take(5, smooth).granted()).isZero();
        assertThat(take(4, exact).granted()).isEqualTo(4);
        move(Duration.ofHours(1));
        assertThat(take(1, exact).granted()).as("taken a moment ago").isZero();
        move(SECOND.multipliedBy(61));
        assertThat(take(10, exact).granted()).isEqualTo(10);
    }

    @Test
    default void tasksAreAliveForFifteenSeconds() throws Exception {
        // Those of other tests are gone by then.
        move(MINUTE);
        assertThat(store().liveTasks("one")).isEqualTo(1);
        assertThat(store().liveTasks("other")).isEqualTo(2);
        move(SECOND.multipliedBy(10));
        assertThat(store().liveTasks("one")).isEqualTo(2);
        move(SECOND.multipliedBy(5));
        assertThat(store().liveTasks("one")).isEqualTo(1);
    }

    /** Runs it in eight threads and returns what it returned in each. */
    static <T> List<T> together(Callable<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(Collections.nCopies(8, work))) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    @Test
    default void eightThreadsGetNoMoreThanTheQuotaTogether() throws Exception {
        Claim claim = exact(100);
        List<Integer> granted = together(() -> {
            int sum = 0;
            for (int i = 0; i < 30; i++) {
                sum += take(1, claim).granted();
            }
            return sum;
        });
        assertThat(granted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
        assertThat(remaining(claim)).isZero();
    }

    @Test
    default void eightThreadsTakeFromBothCountersOrFromNone() throws Exception {
        Claim wide = exact(100);
        Claim narrow = smooth(60, 60);
        Claim last = exact(90);
        List<Integer> granted = together(() -> {
            int sum = 0;
            for (int i = 0; i < 10; i++) {
                sum += lease(1, 2, Duration.ZERO, wide, narrow, last).granted();
                sum += lease(1, 2, Duration.ZERO, last, wide, narrow).granted();
            }
            return sum;
        });
        assertThat(granted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(60);
        assertThat(remaining(wide)).isEqualTo(40);
        assertThat(remaining(narrow)).isZero();
        assertThat(remaining(last)).isEqualTo(30);
    }
}
