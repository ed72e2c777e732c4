package dev.eloquent.health;

import static dev.eloquent.health.HealthStatus.HEALTHY;
import static dev.eloquent.health.HealthStatus.UNHEALTHY;
import static dev.eloquent.health.HealthStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.health.EngineInTime.Threads;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A stopped process is not a sick one, and a dead scheduler is not a healthy one; in injected time. */
final class PauseTest {
    private static final Duration PAUSE = Duration.ofSeconds(15);

    @Test
    void theFirstProbeAfterAPauseDoesNotFailBecauseOfStalenessAlone() {
        EngineInTime engine = engine(settings -> settings);
        engine.passWithoutTicks(PAUSE);
        assertThat(engine.http("live")).isEqualTo(200);
        engine.tick();
        assertThat(engine.http("live")).isEqualTo(200);
        assertThat(engine.check("it").status()).isEqualTo(HEALTHY);
    }

    @Test
    void control_withoutTheGraceTheFirstProbeAfterAPauseFails() {
        EngineInTime engine = engine(settings -> settings.resumeGrace(Duration.ZERO));
        engine.passWithoutTicks(PAUSE);
        assertThat(engine.http("live")).isEqualTo(503);
    }

    @Test
    void aDeadSchedulerIsUnknownOnceTheGraceHasPassed() {
        EngineInTime engine = engine(settings -> settings);
        engine.passWithoutTicks(PAUSE);
        assertThat(engine.group("live")).isEqualTo(HEALTHY);
        engine.passWithoutTicks(Duration.ofMillis(2_001));
        assertThat(engine.group("live")).isEqualTo(UNKNOWN);
        assertThat(engine.http("live")).isEqualTo(503);
        assertThat(engine.check("it").status()).isEqualTo(UNKNOWN);
        assertThat(engine.check("it").reason()).isEqualTo(ReasonCode.STALE);
    }

    @Test
    void aGroupMayFailOpenWhenItIsUnknown() {
        EngineInTime engine =
                new EngineInTime(HealthChecks.of("test", "1").group("open", GroupSettings::unknownFailsOpen));
        engine.passWithoutTicks(PAUSE);
        engine.http("open");
        engine.passWithoutTicks(PAUSE);
        assertThat(engine.group("open")).isEqualTo(UNKNOWN);
        assertThat(engine.http("open")).isEqualTo(200);
        assertThat(engine.http("live")).isEqualTo(503);
    }

    @Test
    void aRunThatWasInFlightDuringAPauseKeepsTheRestOfItsTime() {
        EngineInTime engine = hangingAtThePause(settings -> settings);
        engine.passWithoutTicks(PAUSE);
        engine.tick();
        engine.threads(Threads.RUN_AT_ONCE);
        engine.release();
        engine.pass(Duration.ofSeconds(1));
        assertThat(engine.check("it").status()).isEqualTo(HEALTHY);
    }

    @Test
    void control_inRawTimeTheRunIsGivenUpAsSoonAsTheProcessGoesOn() {
        EngineInTime engine = hangingAtThePause(settings -> settings.pauseAfter(Duration.ofDays(1)));
        engine.passWithoutTicks(PAUSE);
        engine.tick();
        assertThat(engine.check("it").status()).isEqualTo(UNHEALTHY);
        assertThat(engine.check("it").reason()).isEqualTo(ReasonCode.TIMED_OUT);
    }

    @Test
    void aPauseIsTold() {
        EngineInTime engine = engine(settings -> settings);
        engine.passWithoutTicks(PAUSE);
        engine.tick();
        assertThat(engine.pauses).containsExactly(Duration.ofSeconds(14));
    }

    private static EngineInTime engine(UnaryOperator<EngineSettings> settings) {
        EngineInTime engine = new EngineInTime(HealthChecks.of("test", "1")
                .engine(settings)
                .critical(
                        "it",
                        HealthCheck.completes(() -> {}),
                        check -> check.failureThreshold(1).jitter(0)));
        engine.pass(Duration.ofMillis(9_500));
        return engine;
    }

    private static EngineInTime hangingAtThePause(UnaryOperator<EngineSettings> settings) {
        EngineInTime engine = engine(settings);
        engine.threads(Threads.HANG);
        engine.pass(Duration.ofSeconds(1));
        return engine;
    }
}
