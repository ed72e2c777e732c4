package dev.eloquent.health;

import static dev.eloquent.health.HealthStatus.DEGRADED;
import static dev.eloquent.health.HealthStatus.HEALTHY;
import static dev.eloquent.health.HealthStatus.UNHEALTHY;
import static dev.eloquent.health.HealthStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.health.EngineInTime.Threads;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a check means to which group; in injected time. */
final class GroupsTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private boolean broken;
    private final HealthCheck database = HealthCheck.holds("broken", () -> !broken);

    @Test
    void aCheckThatDegradesLeavesEveryProbeAtTwoHundred() {
        EngineInTime engine = new EngineInTime(HealthChecks.of("test", "1").degrades("database", database));
        breakFor(engine);
        assertThat(engine.group("health")).isEqualTo(DEGRADED);
        assertThat(engine.group("ready")).isEqualTo(DEGRADED);
        assertThat(engine.http("ready")).isEqualTo(200);
        assertThat(engine.http("live")).isEqualTo(200);
    }

    @Test
    void aSharedDependencyThatIsCriticalToTheServiceOnlyDegradesWhatReplacesTasks() {
        EngineInTime engine = new EngineInTime(HealthChecks.of("test", "1").critical("database", database));
        breakFor(engine);
        assertThat(engine.group("health")).isEqualTo(UNHEALTHY);
        assertThat(engine.http("health")).isEqualTo(503);
        assertThat(engine.http("ready")).isEqualTo(200);
    }

    @Test
    void whatIsLocalMayFailReadiness() {
        EngineInTime engine =
                new EngineInTime(HealthChecks.of("test", "1").critical("disk", database, CheckSettings::onlyLocal));
        breakFor(engine);
        assertThat(engine.http("ready")).isEqualTo(503);
        assertThat(engine.http("live")).isEqualTo(200);
    }

    @Test
    void whatInformsNeverCounts() {
        EngineInTime engine = new EngineInTime(HealthChecks.of("test", "1").informs("database", database));
        breakFor(engine);
        assertThat(engine.check("database").status()).isEqualTo(UNHEALTHY);
        assertThat(engine.group("health")).isEqualTo(HEALTHY);
    }

    @Test
    void deepAtStartupThenShallow() {
        broken = true;
        EngineInTime engine = new EngineInTime(
                HealthChecks.of("test", "1").degrades("database", database).readiness(GroupSettings::deepAtStartup));
        engine.pass(LONG);
        assertThat(engine.http("ready")).isEqualTo(503);
        broken = false;
        engine.pass(LONG);
        assertThat(engine.http("ready")).isEqualTo(200);
        broken = true;
        engine.pass(LONG);
        assertThat(engine.group("ready")).isEqualTo(DEGRADED);
        assertThat(engine.http("ready")).isEqualTo(200);
    }

    @Test
    void control_withoutDeepAtStartupATaskThatNeverReachedItsDatabaseIsReady() {
        broken = true;
        EngineInTime engine = new EngineInTime(HealthChecks.of("test", "1").degrades("database", database));
        engine.pass(LONG);
        assertThat(engine.http("ready")).isEqualTo(200);
    }

    @Test
    void startupFailsUntilAllHasWorkedOnceAndThenPassesForGood() {
        broken = true;
        EngineInTime engine = new EngineInTime(HealthChecks.of("test", "1").degrades("database", database));
        assertThat(engine.http("startup")).isEqualTo(503);
        broken = false;
        engine.pass(LONG);
        assertThat(engine.http("startup")).isEqualTo(200);
        breakFor(engine);
        assertThat(engine.group("startup")).isEqualTo(HEALTHY);
    }

    @Test
    void startupIsUnknownBeforeTheFirstResult() {
        FakeTime time = new FakeTime();
        HealthChecksBuilder checks = HealthChecks.of("test", "1")
                .degrades("database", database)
                .engine(settings -> settings.time(time).vitals(HealthCheck.completes(() -> {})));
        HealthPlan plan = checks.plan();
        HealthEngine unticked =
                new HealthEngine(plan, checks.engineSettings(), Thread::new, () -> {}, t -> {}, p -> {});
        assertThat(unticked.current().statusOf(plan.groups().get("startup"))).isEqualTo(UNKNOWN);
        assertThat(unticked.current().statusOf(plan.groups().get("ready"))).isEqualTo(DEGRADED);
        assertThat(unticked.current().check("database").orElseThrow().reason()).isEqualTo(ReasonCode.NOT_RUN_YET);
    }

    @Test
    void drainFlipsReadinessForGoodAndNothingElse() {
        EngineInTime engine = new EngineInTime(HealthChecks.of("test", "1").degrades("database", database));
        engine.engine.drain();
        engine.engine.drain();
        assertThat(engine.http("ready")).isEqualTo(503);
        assertThat(engine.engine.current().reasonOf(engine.plan.groups().get("ready")))
                .contains(ReasonCode.DRAINING);
        engine.pass(LONG);
        assertThat(engine.http("ready")).isEqualTo(503);
        assertThat(engine.http("live")).isEqualTo(200);
        assertThat(engine.http("health")).isEqualTo(200);
        assertThat(engine.transitions)
                .filteredOn(t -> t.reason().equals(ReasonCode.DRAINING))
                .hasSize(1);
    }

    @Test
    void aGroupOfOnesOwnHasWhatItNamesAndAnswersAsItIsTold() {
        EngineInTime engine = new EngineInTime(HealthChecks.of("test", "1")
                .degrades("database", database)
                .informs("other", HealthCheck.completes(() -> {}))
                .group(
                        "pager",
                        g -> g.critical("database").httpStatus(UNHEALTHY, 599).failsWhileDraining()));
        assertThat(engine.plan.groups().get("pager").members).containsOnlyKeys("database");
        breakFor(engine);
        assertThat(engine.http("pager")).isEqualTo(599);
        broken = false;
        engine.pass(LONG);
        engine.engine.drain();
        assertThat(engine.group("pager")).isEqualTo(UNHEALTHY);
    }

    @Test
    void aProcessThatCannotGoOnFailsEveryGroup() {
        EngineInTime engine = new EngineInTime(HealthChecks.of("test", "1")
                .degrades("database", database)
                .engine(settings -> settings.vitals(HealthCheck.holds("out_of_memory", () -> !broken))));
        breakFor(engine);
        assertThat(engine.plan.groups().keySet()).allSatisfy(group -> {
            assertThat(engine.http(group)).isEqualTo(503);
            assertThat(engine.engine.current().reasonOf(engine.plan.groups().get(group)))
                    .contains(ReasonCode.OUT_OF_MEMORY);
        });
    }

    @Test
    void allIsUnknownAfterTheEnd() {
        EngineInTime engine = new EngineInTime(HealthChecks.of("test", "1").degrades("database", database));
        engine.threads(Threads.RUN_AT_ONCE);
        engine.engine.retire();
        assertThat(engine.group("live")).isEqualTo(UNKNOWN);
        assertThat(engine.engine.current().reasonOf(engine.plan.groups().get("live")))
                .contains(ReasonCode.CLOSED);
    }

    @Test
    void aTickThatWasUnderWayAtTheEndBringsNothingBack() {
        EngineInTime engine = new EngineInTime(HealthChecks.of("test", "1").degrades("database", database));
        engine.engine.retire();
        engine.tick();
        engine.engine.end(new Patience(Duration.ofSeconds(1)));
        assertThat(engine.check("database").status()).isEqualTo(UNKNOWN);
        assertThat(engine.group("live")).isEqualTo(UNKNOWN);
    }

    @Test
    void aDrainedGroupStaysUnhealthyAfterTheEndAndWhenNobodyTicks() {
        EngineInTime engine = new EngineInTime(
                HealthChecks.of("test", "1").degrades("database", database).readiness(GroupSettings::unknownFailsOpen));
        engine.engine.drain();
        engine.passWithoutTicks(LONG);
        engine.http("ready");
        engine.passWithoutTicks(LONG);
        assertThat(engine.http("ready")).isEqualTo(503);
        engine.engine.retire();
        assertThat(engine.http("ready")).isEqualTo(503);
    }

    @Test
    void anAssumedStatusAndThresholdsDoNotPassForADeepStart() {
        broken = true;
        EngineInTime engine = new EngineInTime(HealthChecks.of("test", "1")
                .degrades("database", database, s -> s.initially(HEALTHY).failureThreshold(5))
                .readiness(GroupSettings::deepAtStartup));
        engine.pass(Duration.ofSeconds(5));
        assertThat(engine.check("database").status()).isEqualTo(HEALTHY);
        assertThat(engine.http("startup")).isEqualTo(503);
        assertThat(engine.http("ready")).isEqualTo(503);
        broken = false;
        engine.pass(LONG);
        assertThat(engine.http("ready")).isEqualTo(200);
    }

    private void breakFor(EngineInTime engine) {
        broken = true;
        engine.pass(LONG);
    }
}
