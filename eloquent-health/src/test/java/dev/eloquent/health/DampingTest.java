package dev.eloquent.health;

import static dev.eloquent.health.HealthStatus.DEGRADED;
import static dev.eloquent.health.HealthStatus.HEALTHY;
import static dev.eloquent.health.HealthStatus.UNHEALTHY;
import static dev.eloquent.health.HealthStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DampingTest {
    @Test
    void unknownTakesTheFirstResultAtOnce() {
        assertThat(statuses(UNKNOWN, 3, 3, UNHEALTHY)).containsExactly(UNHEALTHY);
        assertThat(statuses(UNKNOWN, 3, 3, HEALTHY)).containsExactly(HEALTHY);
    }

    @Test
    void worsensAfterAsManyFailuresInARowAsTheThreshold() {
        assertThat(statuses(HEALTHY, 3, 1, UNHEALTHY, UNHEALTHY, UNHEALTHY))
                .containsExactly(HEALTHY, HEALTHY, UNHEALTHY);
    }

    @Test
    void failuresThatAreNotInARowDoNotAddUp() {
        assertThat(statuses(HEALTHY, 2, 1, UNHEALTHY, HEALTHY, UNHEALTHY, HEALTHY, UNHEALTHY))
                .containsOnly(HEALTHY);
    }

    @Test
    void recoversAfterAsManySuccessesInARowAsTheThreshold() {
        assertThat(statuses(UNHEALTHY, 1, 2, HEALTHY, UNHEALTHY, HEALTHY, HEALTHY))
                .containsExactly(UNHEALTHY, UNHEALTHY, UNHEALTHY, HEALTHY);
    }

    @Test
    void movesOnlyToTheLevelThatAllOfTheRowReached() {
        assertThat(statuses(HEALTHY, 2, 2, UNHEALTHY, DEGRADED)).containsExactly(HEALTHY, DEGRADED);
        assertThat(statuses(UNHEALTHY, 2, 2, HEALTHY, DEGRADED)).containsExactly(UNHEALTHY, DEGRADED);
    }

    @Test
    void startsCountingAnewWhenTheDirectionTurns() {
        assertThat(statuses(DEGRADED, 2, 2, UNHEALTHY, HEALTHY, UNHEALTHY, HEALTHY))
                .containsOnly(DEGRADED);
    }

    /** The definition, written another way: look back over the last results and ask whether all were beyond. */
    @Test
    void agreesWithTheDefinitionOnRandomResults() {
        Random random = new Random(42);
        for (int round = 0; round < 2_000; round++) {
            int failureThreshold = 1 + random.nextInt(4);
            int successThreshold = 1 + random.nextInt(4);
            Damping damping = new Damping(HEALTHY, failureThreshold, successThreshold);
            List<HealthStatus> results = new ArrayList<>();
            HealthStatus expected = HEALTHY;
            for (int i = 0; i < 30; i++) {
                HealthStatus observed = List.of(HEALTHY, DEGRADED, UNHEALTHY).get(random.nextInt(3));
                results.add(observed);
                expected = byDefinition(expected, results, failureThreshold, successThreshold);
                damping.observe(observed);
                assertThat(damping.status()).isEqualTo(expected);
            }
        }
    }

    @Test
    void aLevelIsReachedByAsManyResultsAsTheThresholdWhateverCameBefore() {
        assertThat(statuses(HEALTHY, 3, 1, DEGRADED, DEGRADED, UNHEALTHY, UNHEALTHY, UNHEALTHY))
                .containsExactly(HEALTHY, HEALTHY, DEGRADED, DEGRADED, UNHEALTHY);
        assertThat(statuses(UNHEALTHY, 1, 2, DEGRADED, HEALTHY, HEALTHY)).containsExactly(UNHEALTHY, DEGRADED, HEALTHY);
    }

    private static HealthStatus byDefinition(
            HealthStatus now, List<HealthStatus> results, int failures, int successes) {
        if (results.size() >= failures) {
            List<HealthStatus> row = results.subList(results.size() - failures, results.size());
            HealthStatus mildest = row.stream().min(HealthStatus::compareTo).orElseThrow();
            if (mildest.isWorseThan(now)) {
                return mildest;
            }
        }
        if (results.size() >= successes) {
            List<HealthStatus> row = results.subList(results.size() - successes, results.size());
            HealthStatus worst = row.stream().max(HealthStatus::compareTo).orElseThrow();
            if (now.isWorseThan(worst)) {
                return worst;
            }
        }
        return now;
    }

    private static List<HealthStatus> statuses(
            HealthStatus initial, int failureThreshold, int successThreshold, HealthStatus... observed) {
        Damping damping = new Damping(initial, failureThreshold, successThreshold);
        List<HealthStatus> statuses = new ArrayList<>();
        for (HealthStatus each : observed) {
            damping.observe(each);
            statuses.add(damping.status());
        }
        return statuses;
    }
}
