package dev.eloquent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks run because somebody asks, beside those that run because they are due. */
@Timeout(30)
final class RefreshTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void whatHasChangedIsKnownAtOnce() throws InterruptedException {
        AtomicBoolean broken = new AtomicBoolean();
        try (HealthChecks health = HealthChecks.of("test", "1")
                .critical(
                        "it",
                        HealthCheck.holds("broken", () -> !broken.get()),
                        s -> seldom(s).failureThreshold(1))
                .start()) {
            assertThat(health.refresh(LONG).status()).isEqualTo(HealthStatus.HEALTHY);
            broken.set(true);
            assertThat(health.status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(health.refresh(LONG).status()).isEqualTo(HealthStatus.UNHEALTHY);
            assertThat(health.status()).isEqualTo(HealthStatus.UNHEALTHY);
            assertThat(health.transitions()).last().extracting(Transition::to).isEqualTo(HealthStatus.UNHEALTHY);
        }
    }

    @Test
    void aRefreshCountsAsOneResult() throws InterruptedException {
        AtomicBoolean broken = new AtomicBoolean();
        try (HealthChecks health = HealthChecks.of("test", "1")
                .critical(
                        "it",
                        HealthCheck.holds("broken", () -> !broken.get()),
                        s -> seldom(s).failureThreshold(2))
                .start()) {
            health.refresh(LONG);
            broken.set(true);
            HealthReport first = health.refresh(LONG);
            assertThat(first.status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(first.checks().get(0).lastRun().orElseThrow().observed()).isEqualTo(HealthStatus.UNHEALTHY);
            assertThat(health.refresh(LONG).status()).isEqualTo(HealthStatus.UNHEALTHY);
        }
    }

    /** Each waits for all the others, so none must wait its turn behind another. */
    @Test
    void noCheckWaitsForAnother() throws InterruptedException {
        CyclicBarrier all = new CyclicBarrier(10);
        HealthChecksBuilder builder = HealthChecks.of("test", "1");
        for (int i = 0; i < 10; i++) {
            builder.critical("check-" + i, HealthCheck.completes(all::await), RefreshTest::seldom);
        }
        try (HealthChecks health = builder.start()) {
            // A first run that has begun before the refresh is repeated by it, one that has not is its run: these would
            // not meet.
            assertThat(health.awaitFirstResults(LONG)).isTrue();
            for (int i = 0; i < 20; i++) {
                HealthReport report = health.refresh(LONG);
                assertThat(report.checks())
                        .allSatisfy(check -> assertThat(
                                        check.lastRun().orElseThrow().observed())
                                .isEqualTo(HealthStatus.HEALTHY));
            }
        }
    }

    @Test
    void aHangIsGivenUpAtItsTimeoutAndNamed() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean hangs = new AtomicBoolean();
        AtomicInteger others = new AtomicInteger();
        try (HealthChecks health = HealthChecks.of("test", "1")
                .critical(
                        "hangs",
                        HealthCheck.completes(() -> awaitIf(hangs, never)),
                        s -> seldom(s).timeout(Duration.ofMillis(100)).failureThreshold(1))
                .critical("other", HealthCheck.completes(others::incrementAndGet), RefreshTest::seldom)
                .start()) {
            health.refresh(LONG);
            hangs.set(true);
            int before = others.get();
            HealthReport report = health.refresh(LONG);
            assertThat(others).hasValue(before + 1);
            CheckReport hung = report.checks().get(0);
            assertThat(hung.reason()).isEqualTo(ReasonCode.TIMED_OUT);
            assertThat(hung.lastRun().orElseThrow().details())
                    .containsEntry("thread", "eloquent-health-check-hangs")
                    .hasEntrySatisfying("stack", stack -> assertThat(stack).contains("RefreshTest"));
        }
    }

    @Test
    void manyAtOnceShareTheRunsThatBeginAfterTheyAsked() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean slow = new AtomicBoolean();
        HealthCheck counts = HealthCheck.completes(() -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            runs.incrementAndGet();
            if (slow.get()) {
                go.await();
            }
            inside.decrementAndGet();
        });
        try (HealthChecks health = HealthChecks.of("test", "1")
                .critical("it", counts, RefreshTest::seldom)
                .start()) {
            health.refresh(LONG);
            slow.set(true);
            int before = runs.get();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Thread caller = new Thread(() -> refreshQuietly(health));
                caller.start();
                callers.add(caller);
            }
            await().until(() -> callers.stream().allMatch(RefreshTest::waits));
            go.countDown();
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(most).hasValue(1);
            // The first one's, which may have looked before the others asked, and another for all of those.
            assertThat(runs.get() - before).isBetween(1, 2);
        }
    }

    @Test
    void aRunThatHadBegunBeforeIsNotTheAnswer() throws Exception {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean broken = new AtomicBoolean();
        AtomicBoolean slow = new AtomicBoolean();
        HealthCheck looksAndThenTakesItsTime = timeout -> {
            boolean seen = broken.get();
            if (slow.compareAndSet(true, false)) {
                looking.countDown();
                go.await();
            }
            return seen ? CheckResult.unhealthy("broken") : CheckResult.healthy();
        };
        try (HealthChecks health = HealthChecks.of("test", "1")
                .critical("it", looksAndThenTakesItsTime, s -> seldom(s).failureThreshold(1))
                .start()) {
            health.refresh(LONG);
            broken.set(true);
            slow.set(true);
            CompletableFuture<HealthReport> early = CompletableFuture.supplyAsync(() -> refreshQuietly(health));
            looking.await();
            broken.set(false);
            CompletableFuture<HealthReport> late = CompletableFuture.supplyAsync(() -> refreshQuietly(health));
            go.countDown();
            assertThat(late.get().status()).isEqualTo(HealthStatus.HEALTHY);
            early.get();
            assertThat(health.transitions()).extracting(Transition::to).contains(HealthStatus.UNHEALTHY);
        }
    }

    @Test
    void anInterruptOfTheCallerLosesNoRun() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean asked = new AtomicBoolean();
        AtomicInteger others = new AtomicInteger();
        HealthChecksBuilder builder = HealthChecks.of("test", "1")
                .critical("slow", HealthCheck.completes(() -> awaitIf(asked, go)), RefreshTest::seldom);
        for (int i = 0; i < 9; i++) {
            builder.critical(
                    "other-" + i,
                    HealthCheck.completes(() -> others.addAndGet(asked.get() ? 1 : 0)),
                    RefreshTest::seldom);
        }
        try (HealthChecks health = builder.start()) {
            health.refresh(LONG);
            asked.set(true);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> health.refresh(LONG)).isInstanceOf(InterruptedException.class);
            await().until(() -> others.get() == 9);
            go.countDown();
        }
    }

    @Test
    void whereThreadsAreRefusedItSaysSoAndTheScheduleTakesOver() throws InterruptedException {
        AtomicBoolean refuse = new AtomicBoolean();
        AtomicInteger runs = new AtomicInteger();
        HealthChecksBuilder builder = HealthChecks.of("test", "1")
                .critical("it", HealthCheck.completes(runs::incrementAndGet), RefreshTest::seldom);
        HealthEngine engine = new HealthEngine(
                builder.plan(),
                builder.engineSettings().withoutVitals(),
                body -> {
                    if (refuse.get()) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return new Thread(body);
                },
                () -> {},
                transition -> {},
                pause -> {});
        engine.refresh(LONG);
        // Shared threads linger; a fault of this size comes when there are none.
        await().until(() -> ourThreads().isEmpty());
        refuse.set(true);
        int before = runs.get();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> engine.refresh(LONG))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageStartingWith("no thread could be started for a check");
        }
        assertThat(runs).hasValue(before);
        refuse.set(false);
        engine.refresh(LONG);
        assertThat(runs).hasValue(before + 1);
        engine.retire();
        engine.end(new Patience(Duration.ofSeconds(5)));
    }

    @Test
    void theLimitEndsTheWaitingButNotTheRun() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean slow = new AtomicBoolean();
        try (HealthChecks health = HealthChecks.of("test", "1")
                .critical(
                        "slow",
                        timeout -> {
                            awaitIf(slow, go);
                            return slow.get() ? CheckResult.degraded("late") : CheckResult.healthy();
                        },
                        s -> seldom(s).timeout(Duration.ofSeconds(5)).failureThreshold(1))
                .start()) {
            health.refresh(LONG);
            slow.set(true);
            assertThat(health.refresh(Duration.ofMillis(50)).status()).isEqualTo(HealthStatus.HEALTHY);
            go.countDown();
            await().until(() -> health.status() == HealthStatus.DEGRADED);
        }
    }

    @Test
    void runsThatOnlyLookAtMemoryShareAThread() throws InterruptedException {
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        HealthChecksBuilder builder = HealthChecks.of("test", "1");
        for (int i = 0; i < 10; i++) {
            builder.critical(
                    "check-" + i, HealthCheck.completes(() -> used.add(Thread.currentThread())), s -> seldom(s));
        }
        try (HealthChecks health = builder.start()) {
            health.awaitFirstResults(LONG);
            int first = used.size();
            for (int i = 0; i < 100; i++) {
                health.refresh(LONG);
            }
            assertThat(first).isEqualTo(10);
            // Ten where each refresh was slow enough to spread; a thousand if each run had a new one.
            assertThat(used.size() - first).isBetween(1, 20);
        }
    }

    @Test
    void aThreadComesOutOfARunWithoutItsInterrupt() {
        CheckPlan plan = new CheckPlan(
                "it",
                HealthCheck.completes(() -> Thread.currentThread().interrupt()),
                Impact.CRITICAL,
                CheckSettings.defaults());
        Run run = new Run(plan, () -> {}, 0);
        run.run();
        run.giveUp();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(run.result()).isPresent();
    }

    @Test
    void aThreadThatComesLateToARunHasItsNameAllTheSame() {
        List<String> names = new ArrayList<>();
        CheckPlan plan = new CheckPlan(
                "it",
                HealthCheck.completes(() -> names.add(Thread.currentThread().getName())),
                Impact.CRITICAL,
                CheckSettings.defaults());
        Run run = new Run(plan, () -> {}, 0);
        run.nameThread();
        Thread late = new Thread(run, "shared");
        late.start();
        await().until(() -> !late.isAlive());
        assertThat(names).containsExactly("eloquent-health-check-it");
    }

    @Test
    void aRunThatNeverBeganIsNoResult() {
        AtomicInteger runs = new AtomicInteger();
        CheckPlan plan = new CheckPlan(
                "it", HealthCheck.completes(runs::incrementAndGet), Impact.CRITICAL, CheckSettings.defaults());
        Run run = new Run(plan, () -> {}, 0);
        assertThat(run.cancel()).isTrue();
        run.run();
        assertThat(runs).hasValue(0);
        assertThat(run.result()).isEmpty();
    }

    @Test
    void closeEndsARefreshAndItsThreads() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean hangs = new AtomicBoolean();
        HealthChecks health = HealthChecks.of("test", "1")
                .critical(
                        "hangs",
                        HealthCheck.completes(() -> awaitIf(hangs, never)),
                        s -> seldom(s).timeout(Duration.ofSeconds(5)))
                .start();
        health.refresh(LONG);
        hangs.set(true);
        CompletableFuture<HealthReport> waiting = CompletableFuture.supplyAsync(() -> refreshQuietly(health));
        await().until(() -> ourThreads().contains("eloquent-health-check-hangs"));
        health.close();
        assertThat(waiting.get().reason()).contains(ReasonCode.CLOSED);
        assertThat(ourThreads()).isEmpty();
        assertThat(health.refresh(LONG).reason()).contains(ReasonCode.CLOSED);
    }

    @Test
    void aLimitThatIsNoneIsRefused() {
        try (HealthChecks health = HealthChecks.of("test", "1").start()) {
            assertThatThrownBy(() -> health.refresh(Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("limit must be positive, was PT0S");
        }
    }

    /** So that only refreshes run the checks, after the first run. */
    private static CheckSettings seldom(CheckSettings settings) {
        return settings.interval(Duration.ofHours(1));
    }

    private static void awaitIf(AtomicBoolean condition, CountDownLatch latch) throws InterruptedException {
        if (condition.get()) {
            latch.await();
        }
    }

    private static HealthReport refreshQuietly(HealthChecks health) {
        try {
            return health.refresh(LONG);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static List<String> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("eloquent-health"))
                .toList();
    }
}
