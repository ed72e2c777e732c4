package dev.eloquent.health;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What tests replace: the clocks, chance, and the protections whose absence the control runs show.
 *
 * @param vitals looks at the JVM itself
 * @param ifNoThread what it says of the JVM that no thread can be started for the vitals; empty says nothing
 * @param resumeGrace how long an expired snapshot is still believed after the first probe has met it
 * @param pauseAfter how long the scheduler must have been silent for that to count as a pause of the process
 */
record EngineSettings(
        TimeSource time,
        RandomGenerator random,
        HealthCheck vitals,
        Optional<CheckResult> ifNoThread,
        Duration resumeGrace,
        Duration pauseAfter) {
    static EngineSettings production() {
        return new EngineSettings(
                TimeSource.system(),
                RandomGenerator.getDefault(),
                new JvmVitals(),
                Optional.of(JvmVitals.NO_THREAD),
                Duration.ofSeconds(2),
                HealthEngine.HEARTBEAT.multipliedBy(2));
    }

    EngineSettings time(TimeSource value) {
        return new EngineSettings(value, random, vitals, ifNoThread, resumeGrace, pauseAfter);
    }

    EngineSettings random(RandomGenerator value) {
        return new EngineSettings(time, value, vitals, ifNoThread, resumeGrace, pauseAfter);
    }

    EngineSettings vitals(HealthCheck value) {
        return new EngineSettings(time, random, value, ifNoThread, resumeGrace, pauseAfter);
    }

    EngineSettings withoutVitals() {
        HealthCheck blind = HealthCheck.completes(() -> {});
        return new EngineSettings(time, random, blind, Optional.empty(), resumeGrace, pauseAfter);
    }

    EngineSettings resumeGrace(Duration value) {
        return new EngineSettings(time, random, vitals, ifNoThread, value, pauseAfter);
    }

    EngineSettings pauseAfter(Duration value) {
        return new EngineSettings(time, random, vitals, ifNoThread, resumeGrace, value);
    }
}
