package dev.eloquent.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Ten tasks, an ALB that probes readiness every 5 s and an ECS container check that probes liveness, in injected time.
 * As on ECS, a failing verdict of either replaces the task by a new one.
 */
final class FleetSimulationTest {
    private static final int TASKS = 10;
    private static final Duration STEP = Duration.ofSeconds(5);

    private final FakeTime time = new FakeTime();
    private boolean databaseIsDown;

    @Test
    void anOutageOfTheDatabaseOfTenMinutesReplacesNoTask() {
        assertThat(replacedInAnOutage(readiness -> readiness)).isZero();
    }

    @Test
    void norDoesItWhenReadinessIsDeepAtStartup() {
        assertThat(replacedInAnOutage(GroupSettings::deepAtStartup)).isZero();
    }

    @Test
    void control_aDatabaseThatIsCriticalToReadinessReplacesTheWholeFleetAgainAndAgain() {
        assertThat(replacedInAnOutage(
                        readiness -> readiness.critical("database").allowTaskReplacementBy("database")))
                .isGreaterThan(5 * TASKS);
    }

    private int replacedInAnOutage(UnaryOperator<GroupSettings> readiness) {
        Prober.Alb alb =
                Prober.alb().interval(STEP).timeout(Duration.ofSeconds(2)).gracePeriod(Duration.ofSeconds(30));
        Supplier<Task> newTask = () -> new Task(
                alb,
                new EngineInTime(
                        time,
                        HealthChecks.of("fleet", "1")
                                .degrades("database", HealthCheck.holds("down", () -> !databaseIsDown))
                                .readiness(group -> readiness.apply(group.probedBy(alb)))));
        List<Task> fleet = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            fleet.add(newTask.get());
        }
        run(fleet, newTask, Duration.ofMinutes(2));
        databaseIsDown = true;
        int replaced = run(fleet, newTask, Duration.ofMinutes(10));
        databaseIsDown = false;
        return replaced + run(fleet, newTask, Duration.ofMinutes(2));
    }

    private int run(List<Task> fleet, Supplier<Task> newTask, Duration duration) {
        int replaced = 0;
        for (Duration end = time.passed().plus(duration); time.passed().compareTo(end) < 0; ) {
            passOneStep(fleet);
            for (int i = 0; i < fleet.size(); i++) {
                if (fleet.get(i).isCondemnedByItsProbers(time.passed())) {
                    fleet.set(i, newTask.get());
                    replaced++;
                }
            }
        }
        return replaced;
    }

    /** All engines share the clock: each ticks once a second of it. */
    private void passOneStep(List<Task> fleet) {
        for (int second = 0; second < STEP.toSeconds(); second++) {
            time.pass(Duration.ofSeconds(1));
            fleet.forEach(task -> task.engine.tick());
        }
    }

    private static final class Task {
        private final Prober.Alb alb;
        private final Prober.EcsContainer ecs = Prober.ecsContainer();
        private final EngineInTime engine;
        private final Duration bornAt;
        private int failedByAlb;
        private int failedByEcs;

        Task(Prober.Alb alb, EngineInTime engine) {
            this.alb = alb;
            this.engine = engine;
            this.bornAt = engine.time.passed();
        }

        boolean isCondemnedByItsProbers(Duration now) {
            Duration age = now.minus(bornAt);
            failedByAlb = engine.http("ready") == 200 ? 0 : failedByAlb + 1;
            if (age.toSeconds() % ecs.interval().toSeconds() == 0) {
                failedByEcs = engine.http("live") == 200 ? 0 : failedByEcs + 1;
            }
            boolean albCounts = age.compareTo(alb.gracePeriod()) > 0;
            return (albCounts && failedByAlb >= alb.unhealthyThreshold()) || failedByEcs >= ecs.retries();
        }
    }
}
