package dev.eloquent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** The sums, without a network. */
final class TaskUsageTest {
    private static final TaskDescription HALF_A_CPU = task("{'Limits':{'CPU':0.5,'Memory':1024}}");
    private static final double MIB = 1024 * 1024;

    private final AtomicLong nanos = new AtomicLong();
    private final TaskUsage usage = new TaskUsage(nanos::get, Duration.ofSeconds(30));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    TaskUsageTest() {
        usage.bindTo(registry);
    }

    private static TaskDescription task(String json) {
        return TaskDescription.of(JsonNode.parser().parse(json.replace('\'', '"')));
    }

    private double value(String name) {
        return registry.get("ecs.task." + name).gauge().value();
    }

    /** @param numbers second, milliseconds of CPU and MiB of memory of each container */
    private void read(TaskDescription task, double... numbers) {
        Map<String, ContainerSample> samples = new HashMap<>();
        for (int i = 0; i < numbers.length; i += 3) {
            samples.put(
                    "container" + i,
                    new ContainerSample(
                            Instant.ofEpochMilli((long) (numbers[i] * 1000)),
                            numbers[i + 1] * 1e6,
                            numbers[i + 2] * MIB));
        }
        usage.read(task, samples);
    }

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(value("cpu.utilization")).isNaN();
        assertThat(value("memory.used")).isNaN();
        read(HALF_A_CPU);
        assertThat(value("memory.used")).isNaN();
    }

    @Test
    void containersAreAddedUp() {
        read(HALF_A_CPU, 0, 0, 100, 0, 0, 56);
        assertThat(value("cpu.utilization")).isNaN();
        assertThat(value("memory.used")).isEqualTo(156 * MIB);
        read(HALF_A_CPU, 10, 1_000, 200, 10, 250, 56);
        assertThat(value("cpu.utilization")).isCloseTo(25, within(1e-6));
        assertThat(value("memory.utilization")).isCloseTo(25, within(1e-6));
    }

    @Test
    void cpuIsTheMeanOfTheLastMinute() {
        for (int second = 0; second <= 120; second += 10) {
            read(HALF_A_CPU, second, second <= 60 ? 0 : (second - 60) * 500, 1);
        }
        assertThat(value("cpu.utilization")).isCloseTo(100, within(1e-6));
    }

    @Test
    void aContainerThatIsStartedAnewCountsFromThere() {
        read(HALF_A_CPU, 0, 90_000, 1);
        read(HALF_A_CPU, 10, 100, 1);
        assertThat(value("cpu.utilization")).isNaN();
        read(HALF_A_CPU, 20, 2_600, 1);
        assertThat(value("cpu.utilization")).isCloseTo(50, within(1e-6));
    }

    @Test
    void aFailedReadingAndAnOldOneAreNotKnown() {
        read(HALF_A_CPU, 0, 0, 100);
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(value("memory.used")).isNaN();
        read(HALF_A_CPU, 0, 0, 100);
        assertThat(value("memory.used")).isEqualTo(100 * MIB);
        usage.failed();
        assertThat(value("memory.used")).isNaN();
    }

    @Test
    void withoutALimitOfTheTaskThoseOfAllItsContainersCount() {
        String container = "{'Limits':{'CPU':512,'Memory':256}}";
        assertThat(task("{'Containers':[" + container + "," + container + "]}")).satisfies(task -> {
            assertThat(task.cpus()).hasValue(1);
            assertThat(task.memory()).hasValue(512 * MIB);
        });
        TaskDescription without = task("{'Containers':[" + container + ",{'Limits':{'CPU':2}}]}");
        assertThat(without.cpus()).isEmpty();
        assertThat(without.memory()).isEmpty();
        read(without, 0, 0, 100);
        assertThat(value("memory.utilization")).isNaN();
        assertThat(value("memory.used")).isEqualTo(100 * MIB);
    }

    @Test
    void memoryIsWithoutTheCacheThatMayBeTakenBack() {
        String stats = "{'a':{'read':'2026-11-27T10:00:00Z','cpu_stats':{'cpu_usage':{'total_usage':7}},"
                + "'memory_stats':{'usage':100,'stats':{'inactive_file':40}}},'b':null}";
        assertThat(ContainerSample.of(JsonNode.parser().parse(stats.replace('\'', '"'))))
                .containsOnlyKeys("a")
                .containsValue(new ContainerSample(Instant.parse("2026-11-27T10:00:00Z"), 7, 60));
    }
}
