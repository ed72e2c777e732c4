package dev.eloquent.health.pinecone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.internal.HttpAnswer;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fleets whose tasks all start at the same instant, the worst moment there is, in injected time: the schedule is the
 * engine's (the first run at once, then every interval, varied by the jitter), the check is the real one, and Pinecone
 * counts what it gets.
 */
final class FleetRateTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final byte[] STATS = "{\"dimension\":1536,\"totalVectorCount\":7}".getBytes(StandardCharsets.UTF_8);

    private long now = -SECOND; // near the sign change, as nanoTime may be
    private final List<Long> requests = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 49, 50, 51, 99, 100, 101, 200, 1_000, 20_000})
    void noSecondHasMoreThanAHundredRequests(int tasks) throws Exception {
        List<Task> fleet = fleet(tasks, tasks);
        CheckSettings settings = fleet.get(0).check.defaultSettings();
        assertThat(fleet.get(0).check.faults(settings)).isEmpty();
        Duration hours = Duration.ofHours(4);

        run(fleet, settings, hours);

        assertThat(busiestSecond()).isLessThanOrEqualTo(100);
        long turnsOfEach = hours.dividedBy(settings.interval().plus(TIMEOUT));
        assertThat(requests.size()).isGreaterThan((int) (tasks * turnsOfEach * 8 / 10));
        assertThat(fleet).allSatisfy(task -> assertThat(task.last.status()).isEqualTo(HealthStatus.HEALTHY));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.1, 0.2, 0.33, 0.4, 0.5})
    void norAtTheShortestIntervalThatIsAccepted(double jitter) throws Exception {
        List<Task> fleet = fleet(1_000, 1_000);
        Duration shortest = RequestShare.shortestInterval(1_000, jitter);
        CheckSettings settings = CheckSettings.defaults().interval(shortest).jitter(jitter);
        assertThat(fleet.get(0).check.faults(settings)).isEmpty();
        assertThat(fleet.get(0).check.faults(settings.interval(shortest.minusMillis(1))))
                .hasSize(1);
        run(fleet, settings, Duration.ofHours(4));
        assertThat(busiestSecond()).isBetween(40, 100);
    }

    @Test
    void control_aFleetThatStatesFewerTasksThanItHasExceedsIt() throws Exception {
        List<Task> fleet = fleet(1_000, 10);
        run(fleet, fleet.get(0).check.defaultSettings(), Duration.ofMinutes(10));
        assertThat(busiestSecond()).isEqualTo(1_000);
    }

    @Test
    void control_theSettingsThatAreRefusedExceedIt() throws Exception {
        List<Task> fleet = fleet(1_000, 1_000);
        CheckSettings narrow = fleet.get(0).check.defaultSettings().jitter(0.02);
        assertThat(fleet.get(0).check.faults(narrow)).isNotEmpty();
        run(fleet, narrow, Duration.ofMinutes(10));
        assertThat(busiestSecond()).isGreaterThan(500);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 50, 100, 200, 1_000})
    void norHasAnyHoweverOftenTheChecksAreRun(int tasks) throws Exception {
        storm(fleet(tasks, tasks), Duration.ofMinutes(2));
        assertThat(busiestSecond()).isLessThanOrEqualTo(100);
        assertThat(requests).hasSizeGreaterThan(tasks);
    }

    @Test
    void control_withoutAShareTheyWouldAskEachTime() throws Exception {
        storm(fleet(10, 1), Duration.ofMinutes(2));
        assertThat(busiestSecond()).isGreaterThan(100);
    }

    @Test
    void thoseWhoMustWaitSaySoAndAreNotHealthy() throws Exception {
        Task task = fleet(1, 1_000).get(0);
        task.run();
        assertThat(task.last.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(task.last.reason()).isEqualTo(PineconeCheck.AWAITING_TURN);
        assertThat(Long.parseLong(task.last.details().get("next_request_in_ms")))
                .isBetween(0L, 20_000L);
        assertThat(requests).isEmpty();
        now += 20 * SECOND;
        task.run();
        assertThat(task.last.status()).isEqualTo(HealthStatus.HEALTHY);
    }

    private void run(List<Task> fleet, CheckSettings settings, Duration duration) throws Exception {
        PriorityQueue<Task> due = new PriorityQueue<>(Comparator.comparingLong(task -> task.due));
        long start = now;
        fleet.forEach(task -> task.due = start);
        due.addAll(fleet);
        while (due.peek().due - start < duration.toNanos()) {
            Task next = due.remove();
            now = next.due;
            next.run();
            double share = 1 + settings.jitter() * (2 * next.random.nextDouble() - 1);
            next.due += (long) (settings.interval().toNanos() * share);
            due.add(next);
        }
    }

    /** All tasks together, ten times a second; small fleets a hundred times. */
    private void storm(List<Task> fleet, Duration duration) throws Exception {
        long pause = fleet.size() <= 10 ? SECOND / 100 : SECOND / 10;
        for (long end = now + duration.toNanos(); now < end; now += pause) {
            for (Task task : fleet) {
                task.run();
            }
        }
    }

    private int busiestSecond() {
        int most = 0;
        int first = 0;
        for (int last = 0; last < requests.size(); last++) {
            while (requests.get(last) - requests.get(first) >= SECOND) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private List<Task> fleet(int tasks, int stated) {
        List<Task> fleet = new ArrayList<>();
        for (int seed = 0; seed < tasks; seed++) {
            fleet.add(new Task(seed, stated));
        }
        return fleet;
    }

    private HttpAnswer answer() {
        requests.add(now);
        return new HttpAnswer(200, HttpHeaders.of(Map.of(), (name, value) -> true), STATS, false, Duration.ZERO);
    }

    private final class Task {
        private final SplittableRandom random;
        private final PineconeCheck check;
        private long due;
        private CheckResult last = CheckResult.healthy();

        Task(int seed, int stated) {
            random = new SplittableRandom(seed);
            check = PineconeCheck.of(
                            "index.example",
                            ApiKey.fixed("key"),
                            new PineconeCheck.Surroundings(
                                    () -> now, pause -> {}, random, (request, deadline) -> answer()))
                    .tasks(stated);
        }

        void run() throws InterruptedException {
            last = check.check(TIMEOUT);
        }
    }
}
