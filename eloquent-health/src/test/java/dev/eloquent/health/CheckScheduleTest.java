package dev.eloquent.health;

import static dev.eloquent.health.HealthStatus.HEALTHY;
import static dev.eloquent.health.HealthStatus.UNHEALTHY;
import static dev.eloquent.health.HealthStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.health.EngineInTime.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** When checks run, and what a hang, a refusal and a slow start do; in injected time. */
final class CheckScheduleTest {
    private HealthStatus next = HEALTHY;
    private final List<Duration> runs = new ArrayList<>();

    @Test
    void runsAtOnceAndThenOnceAnIntervalWithinTheJitter() {
        EngineInTime engine = engine(s -> s.interval(Duration.ofSeconds(10)).jitter(0.1));
        runs.clear();
        engine.pass(Duration.ofSeconds(1_000));
        assertThat(runs).hasSizeBetween(90, 112);
        for (int i = 1; i < runs.size(); i++) {
            assertThat(runs.get(i).minus(runs.get(i - 1))).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(11));
        }
        assertThat(runs.get(1).minus(runs.get(0))).isNotEqualTo(runs.get(2).minus(runs.get(1)));
    }

    @Test
    void aLastingFaultIsSeenWithinTheBoundThatTheSettingsState() {
        for (int start = 0; start < 100; start++) {
            next = HEALTHY;
            EngineInTime engine = engine(s -> s.failureThreshold(3));
            engine.pass(Duration.ofMillis(977L * start + 1));
            next = UNHEALTHY;
            Duration begin = engine.time.passed();
            while (engine.check("it").status() == HEALTHY) {
                engine.pass(Duration.ofMillis(100));
            }
            assertThat(engine.time.passed().minus(begin))
                    .isLessThanOrEqualTo(
                            CheckSettings.defaults().failureThreshold(3).detection());
        }
    }

    @Test
    void aHungCheckIsTimedOutAtItsDeadlineAndItsThreadIsNamed() {
        EngineInTime engine = engine(s -> s.failureThreshold(1));
        engine.threads(Threads.HANG);
        engine.pass(Duration.ofSeconds(20));
        CheckReport report = engine.check("it");
        assertThat(report.status()).isEqualTo(UNHEALTHY);
        assertThat(report.reason()).isEqualTo(ReasonCode.TIMED_OUT);
        assertThat(report.lastRun().orElseThrow().details())
                .containsEntry("thread", "eloquent-health-check-it")
                .containsKeys("running_ms", "stack");
    }

    @Test
    void theAgeOfAHangGoesOnGrowing() {
        EngineInTime engine = engine(s -> s);
        engine.threads(Threads.HANG);
        engine.pass(Duration.ofSeconds(15));
        long early = runningMillis(engine);
        engine.pass(Duration.ofSeconds(100));
        assertThat(runningMillis(engine) - early).isEqualTo(100_000);
    }

    @Test
    void aHungCheckIsNotStartedAgainUntilItReturns() {
        EngineInTime engine = engine(s -> s);
        int before = engine.threadsStarted();
        engine.threads(Threads.HANG);
        engine.pass(Duration.ofHours(1));
        // One thread for the check, one for the vitals.
        assertThat(engine.threadsStarted() - before).isEqualTo(2);
        engine.threads(Threads.RUN_AT_ONCE);
        engine.release();
        runs.clear();
        engine.pass(Duration.ofSeconds(12));
        assertThat(runs).isNotEmpty();
        assertThat(engine.check("it").status()).isEqualTo(HEALTHY);
    }

    @Test
    void aHangCountsOnceAnIntervalTowardsTheThreshold() {
        EngineInTime engine = engine(s -> s.failureThreshold(3).jitter(0));
        engine.threads(Threads.HANG);
        engine.pass(Duration.ofSeconds(25)); // starts at 10 s, timed out at 12 s, counted again at 20 s
        assertThat(engine.check("it").status()).isEqualTo(HEALTHY);
        assertThat(engine.check("it").lastRun().orElseThrow().inARow()).isEqualTo(2);
        engine.pass(Duration.ofSeconds(6));
        assertThat(engine.check("it").status()).isEqualTo(UNHEALTHY);
    }

    @Test
    void aHangDoesNotCountTwiceWhereTheDeadlineIsAlsoTheNextTurn() {
        Duration both = Duration.ofSeconds(4);
        EngineInTime engine = engine(s -> s.interval(both).timeout(both).jitter(0));
        engine.threads(Threads.HANG);
        engine.pass(Duration.ofSeconds(9)); // started at 4 s, timed out and due again at 8 s
        assertThat(engine.check("it").status()).isEqualTo(HEALTHY);
        engine.pass(both);
        assertThat(engine.check("it").status()).isEqualTo(UNHEALTHY);
    }

    @Test
    void aResultAfterTheDeadlineIsNotCounted() {
        EngineInTime engine = engine(s -> s.failureThreshold(1).jitter(0));
        engine.threads(Threads.HANG);
        engine.pass(Duration.ofSeconds(13));
        engine.release(); // the check now says that it is healthy, of a time long gone
        assertThat(engine.check("it").status()).isEqualTo(UNHEALTHY);
    }

    @Test
    void badResultsInTheStartupGraceAreNotCounted() {
        next = UNHEALTHY;
        EngineInTime engine = engine(s -> s.startupGrace(Duration.ofMinutes(1)).initially(HEALTHY));
        engine.pass(Duration.ofSeconds(59));
        assertThat(engine.check("it").status()).isEqualTo(HEALTHY);
        assertThat(engine.check("it").lastRun().orElseThrow().observed()).isEqualTo(UNHEALTHY);
        engine.pass(Duration.ofSeconds(30));
        assertThat(engine.check("it").status()).isEqualTo(UNHEALTHY);
    }

    @Test
    void theFirstGoodResultEndsTheStartupGrace() {
        EngineInTime engine = engine(s -> s.startupGrace(Duration.ofMinutes(10)));
        next = UNHEALTHY;
        engine.pass(Duration.ofSeconds(30));
        assertThat(engine.check("it").status()).isEqualTo(UNHEALTHY);
    }

    @Test
    void rawAndDampedAreKeptApart() {
        EngineInTime engine = engine(s -> s.failureThreshold(2).jitter(0));
        next = UNHEALTHY;
        engine.pass(Duration.ofSeconds(11));
        CheckReport report = engine.check("it");
        assertThat(report.status()).isEqualTo(HEALTHY);
        assertThat(report.reason()).isEqualTo(ReasonCode.OK);
        assertThat(report.lastRun().orElseThrow().observed()).isEqualTo(UNHEALTHY);
        assertThat(report.lastRun().orElseThrow().inARow()).isEqualTo(1);
    }

    @Test
    void aCheckForWhichNoThreadStartsGrowsStaleAndTheProcessFails() {
        EngineInTime engine = engine(s -> s);
        engine.threads(Threads.REFUSE);
        engine.pass(Duration.ofSeconds(30));
        assertThat(engine.check("it").status()).isEqualTo(UNKNOWN);
        assertThat(engine.check("it").reason()).isEqualTo(ReasonCode.STALE);
        assertThat(engine.group("live")).isEqualTo(UNHEALTHY);
        assertThat(engine.engine.current().reasonOf(engine.plan.groups().get("live")))
                .contains(ReasonCode.OUT_OF_THREADS);
        engine.threads(Threads.RUN_AT_ONCE);
        engine.pass(Duration.ofSeconds(12));
        assertThat(engine.group("live")).isEqualTo(HEALTHY);
        assertThat(engine.check("it").status()).isEqualTo(HEALTHY);
    }

    @Test
    void aTransitionIsToldOnce() {
        EngineInTime engine = engine(s -> s);
        next = UNHEALTHY;
        engine.pass(Duration.ofHours(1));
        assertThat(engine.transitions)
                .extracting(Transition::from, Transition::to)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(UNKNOWN, HEALTHY),
                        org.assertj.core.groups.Tuple.tuple(HEALTHY, UNHEALTHY));
    }

    private long runningMillis(EngineInTime engine) {
        return Long.parseLong(
                engine.check("it").lastRun().orElseThrow().details().get("running_ms"));
    }

    private EngineInTime engine(UnaryOperator<CheckSettings> settings) {
        FakeTime time = new FakeTime();
        return new EngineInTime(
                time,
                HealthChecks.of("test", "1")
                        .critical(
                                "it",
                                timeout -> {
                                    runs.add(time.passed());
                                    return next == HEALTHY ? CheckResult.healthy() : CheckResult.unhealthy("broken");
                                },
                                settings));
    }
}
