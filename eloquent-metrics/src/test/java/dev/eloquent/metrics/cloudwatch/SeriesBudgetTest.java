package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.metrics.Heap;
import dev.eloquent.metrics.step.Datum;
import dev.eloquent.metrics.step.RecordedCalls;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** As many series as are allowed, and no more. */
final class SeriesBudgetTest {
    private final TickedRegistries registries = new TickedRegistries();
    private final RecordedCalls calls = registries.calls();

    @Test
    void aHundredThousandPathsStayWithinTheBudgetAndAreCounted() {
        CloudWatchRegistry registry = registries.builder().seriesBudget(50).build();
        registry.config().commonTags("service", "orders");
        int before = registry.getMeters().size();
        for (int i = 0; i < 100_000; i++) {
            registry.counter("http.requests", "path", "/" + i).increment();
        }
        assertThat(registry.getMeters()).hasSizeLessThanOrEqualTo(before + 50);
        registries.step(registry);
        List<Datum> data = calls.data("http.requests");
        assertThat(data).hasSize(50);
        assertThat(data.stream().mapToDouble(datum -> datum.values()[0]).sum()).isEqualTo(100_000);
        Datum other = data.stream()
                .filter(datum -> datum.series().dimensions().toString().contains("other"))
                .findFirst()
                .orElseThrow();
        assertThat(other.values()).containsExactly(100_000 - 49);
        assertThat(other.series().dimensions().toString()).contains("orders");
        assertThat(calls.data("eloquent.metrics.overflow").get(0).values()).containsExactly(100_000 - 49);
    }

    @Test
    void aHundredThousandPathsMethodsAndHostsTakeNoHeap() {
        CloudWatchRegistry registry = registries.builder().seriesBudget(100).build();
        assertThat(heapOf(registry)).as("ten bytes each").isLessThan(1_000_000);
        assertThat(registry.find("http.requests").timers()).hasSize(100);
    }

    /** Control: with room for all of them each takes some. */
    @Test
    void control_withoutABudgetTheyTakeHeap() {
        CloudWatchRegistry registry =
                registries.builder().seriesBudget(1_000_000).build();
        assertThat(heapOf(registry)).isGreaterThan(20_000_000);
        assertThat(registry.find("http.requests").timers()).hasSize(102_000);
    }

    private static long heapOf(CloudWatchRegistry registry) {
        request(registry, 0, 2_000);
        long before = Heap.used();
        request(registry, 2_000, 102_000);
        return Heap.used() - before;
    }

    private static void request(CloudWatchRegistry registry, int from, int to) {
        for (int i = from; i < to; i++) {
            registry.timer("http.requests", "uri", "/" + i, "method", "M" + i, "host", "h" + i)
                    .record(Duration.ofMillis(1));
        }
    }

    /** Control: with room for all of them each path is a series. */
    @Test
    void control_withABudgetThatIsLargeEnoughEachPathIsASeries() {
        CloudWatchRegistry registry = registries.builder().seriesBudget(2_000).build();
        for (int i = 0; i < 1_000; i++) {
            registry.counter("http.requests", "path", "/" + i).increment();
        }
        assertThat(registry.find("http.requests").counters()).hasSize(1_000);
    }

    @Test
    void namesThatFindNoPlaceAreNotMetered() {
        CloudWatchRegistry registry = registries.builder().seriesBudget(10).build();
        int before = registry.getMeters().size();
        for (int i = 0; i < 1_000; i++) {
            registry.counter("name." + i, "a", "b").increment();
        }
        assertThat(registry.getMeters().size() - before).isLessThanOrEqualTo(10);
    }

    @Test
    void dimensionsOfTasksAndThoseThatAreNotAllowedAreLeftOut() {
        CloudWatchRegistry registry =
                registries.builder().dimensions(Set.of("route", "taskId")).build();
        registry.config().commonTags("service", "orders", "task.id", "4711");
        Meter.Id id =
                registry.counter("c", "route", "/a", "taskId", "1", "user", "u").getId();
        assertThat(id.getTags()).extracting(tag -> tag.getKey()).containsExactly("route", "service");
    }

    private static List<Measurement> measurements(Statistic... statistics) {
        return Arrays.stream(statistics)
                .map(statistic -> new Measurement(() -> 1.0, statistic))
                .toList();
    }

    @Test
    void aMeterOfTheUsersOwnTakesAPlaceForEachStatistic() {
        CloudWatchRegistry registry = registries.builder().seriesBudget(9).build();
        Meter.builder("own", Meter.Type.OTHER, measurements(Statistic.COUNT, Statistic.TOTAL, Statistic.MAX))
                .register(registry);
        // Of another type one does not see from its id that it is of the user's own kind.
        Meter.builder("typed", Meter.Type.GAUGE, measurements(Statistic.VALUE, Statistic.MAX))
                .register(registry);
        Meter.builder("late", Meter.Type.OTHER, measurements(Statistic.VALUE)).register(registry);
        for (int i = 0; i < 3; i++) {
            registry.counter("counter." + i).increment();
        }
        Meter.builder("cut", Meter.Type.GAUGE, measurements(Statistic.VALUE, Statistic.MAX))
                .register(registry);
        registries.flush(registry);
        assertThat(calls.data("own")).hasSize(3);
        assertThat(calls.data("typed")).hasSize(2);
        assertThat(calls.data("late")).isEmpty();
        assertThat(calls.data("cut")).hasSize(1);
        assertThat(calls.data("counter.2")).hasSize(1);
    }
}
