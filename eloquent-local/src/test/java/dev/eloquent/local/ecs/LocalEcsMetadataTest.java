package dev.eloquent.local.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.eloquent.local.Fault;
import dev.eloquent.local.HttpCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The task metadata endpoint, version 4, as AWS's guide has it for Fargate. */
final class LocalEcsMetadataTest {
    private static final long MIB = 1024 * 1024;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-26T12:00:00Z"));
    private final LocalEcsAgent agent = LocalEcsAgent.task("import")
            .region("eu-central-1")
            .cluster("prod")
            .taskDefinition("importer", 7)
            .container("java")
            .limits(0.5, 1024)
            .usage(new TaskUsage(Duration.ofSeconds(10), 300 * MIB))
            .clock(now::get)
            .start();

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void hasTheFormOfEcssOwnAddress() {
        assertThat(agent.metadata().toString()).matches("http://127\\.0\\.0\\.1:\\d+/v4/import-0000000001");
        assertThat(agent.metadata().getAuthority()).isEqualTo(agent.endpoint().getAuthority());
    }

    @Test
    void describesTheContainer() throws Exception {
        JsonNode container = get("");
        assertThat(container.path("DockerId").asText()).isEqualTo("import-0000000001");
        assertThat(container.path("Name").asText()).isEqualTo("java");
        JsonNode labels = container.path("Labels");
        assertThat(labels.path("com.amazonaws.ecs.cluster").asText())
                .isEqualTo("arn:aws:ecs:eu-central-1:111122223333:cluster/prod");
        assertThat(labels.path("com.amazonaws.ecs.task-arn").asText())
                .isEqualTo("arn:aws:ecs:eu-central-1:111122223333:task/prod/import");
        assertThat(labels.path("com.amazonaws.ecs.task-definition-family").asText())
                .isEqualTo("importer");
        assertThat(labels.path("com.amazonaws.ecs.task-definition-version").asText())
                .isEqualTo("7");
        assertThat(container.path("ContainerARN").asText())
                .startsWith("arn:aws:ecs:eu-central-1:111122223333:container/prod/import/");
        assertThat(container.path("Limits").has("Memory")).isFalse();
        assertThat(container.path("StartedAt").asText()).isEqualTo("2026-11-26T12:00:00Z");
    }

    @Test
    void describesTheTask() throws Exception {
        JsonNode task = get("/task");
        assertThat(task.path("Cluster").asText()).isEqualTo("arn:aws:ecs:eu-central-1:111122223333:cluster/prod");
        assertThat(task.path("TaskARN").asText()).isEqualTo("arn:aws:ecs:eu-central-1:111122223333:task/prod/import");
        assertThat(task.path("Family").asText()).isEqualTo("importer");
        assertThat(task.path("Revision").asText()).isEqualTo("7");
        assertThat(task.path("Limits").path("CPU").asDouble()).isEqualTo(0.5);
        assertThat(task.path("Limits").path("Memory").asInt()).isEqualTo(1024);
        assertThat(task.path("LaunchType").asText()).isEqualTo("FARGATE");
        assertThat(task.path("AvailabilityZone").asText()).isEqualTo("eu-central-1a");
        assertThat(task.path("Containers")).hasSize(1);
        assertThat(task.path("Containers").get(0)).isEqualTo(get(""));
    }

    @Test
    void hasNoStatisticsInTheFirstSecond() throws Exception {
        assertThat(get("/stats").isNull()).isTrue();
        assertThat(send("/task/stats")).isEqualTo("200 {\"import-0000000001\":null}");
        pass(Duration.ofMillis(999));
        assertThat(get("/stats").isNull()).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(get("/stats").isObject()).isTrue();
    }

    @Test
    void tellsWhatTheTaskUses() throws Exception {
        pass(Duration.ofSeconds(1));
        get("/stats");
        agent.uses(new TaskUsage(Duration.ofSeconds(15), 200 * MIB));
        pass(Duration.ofSeconds(20));

        JsonNode stats = get("/task/stats").path("import-0000000001");
        assertThat(stats).isEqualTo(get("/stats"));
        assertThat(stats.path("read").asText()).isEqualTo("2026-11-26T12:00:21Z");
        assertThat(stats.path("preread").asText()).isEqualTo("2026-11-26T12:00:01Z");
        // 5 s of CPU in 20 s are a quarter of a vCPU, which Docker's formula finds on its two processors.
        assertThat(used(stats, "cpu_stats") - used(stats, "precpu_stats")).isEqualTo(5_000_000_000L);
        double system = system(stats, "cpu_stats") - system(stats, "precpu_stats");
        assertThat(5e9 / system * stats.path("cpu_stats").path("online_cpus").asInt())
                .isCloseTo(0.25, within(1e-9));
        assertThat(stats.path("memory_stats").path("usage").asLong()).isEqualTo(200 * MIB);
        assertThat(stats.path("memory_stats").path("max_usage").asLong()).isEqualTo(300 * MIB);
        assertThat(stats.path("memory_stats").path("limit").asLong()).isEqualTo(9_223_372_036_854_771_712L);
        assertThat(stats.path("name").asText()).isEqualTo("java");
    }

    @Test
    void followsThisJvmUnlessToldOtherwise() throws Exception {
        try (LocalEcsAgent own = LocalEcsAgent.task("own").clock(now::get).start()) {
            pass(Duration.ofSeconds(1));
            JsonNode stats = json(new HttpCalls(own.metadata(), "Accept", "*/*").get("/v4/own-0000000001/stats"));
            assertThat(used(stats, "cpu_stats")).isPositive().isGreaterThanOrEqualTo(used(stats, "precpu_stats"));
            assertThat(stats.path("memory_stats").path("usage").asLong())
                    .isBetween(MIB, Runtime.getRuntime().maxMemory());
        }
    }

    @Test
    void servesNothingElse() throws Exception {
        assertThat(new HttpCalls(agent.metadata(), "Accept", "*/*").get("/v4/other/task"))
                .isEqualTo("404 \"V4 container metadata handler: unable to get container ID from request\"");
        assertThat(send("/tasks")).isEqualTo("404 \"404 page not found\"");
        assertThat(new HttpCalls(agent.metadata(), "Accept", "*/*")
                        .post(agent.metadata().getPath(), ""))
                .isEqualTo("405 \"this stand-in serves GET of the metadata\"");
    }

    @Test
    void hasTheFaultsOfAllStandIns() throws Exception {
        agent.faults().on("/v4/import-0000000001/task").next(1, Fault.status(500));
        assertThat(send("/task")).startsWith("500 ");
        assertThat(send("/task")).startsWith("200 ");
    }

    @Test
    void namesEverythingThatIsOutOfRange() {
        assertThatThrownBy(() -> LocalEcsAgent.task("x")
                        .region("here")
                        .cluster("a/b")
                        .taskDefinition("", 0)
                        .container("c d")
                        .limits(Double.NaN, 1)
                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "ecs not started: region must be one of AWS such as eu-central-1, was \"here\"; cluster must"
                                + " be 1 to 255 letters, digits, hyphens and underscores, was \"a/b\"; family must be 1 to 255"
                                + " letters, digits, hyphens and underscores, was \"\"; container must be 1 to 255 letters,"
                                + " digits, hyphens and underscores, was \"c d\"; revision must be 1 or more, was 0; vcpus must"
                                + " be from 0.25 to 16, was NaN; memoryMiB must be from 512 to 122880, was 1");
        assertThatThrownBy(() -> new TaskUsage(Duration.ofSeconds(-1), 0))
                .hasMessage("cpuTime must not be negative, was PT-1S");
        assertThatThrownBy(() -> new TaskUsage(Duration.ZERO, -1))
                .hasMessage("memoryBytes must not be negative, was -1");
    }

    private JsonNode get(String path) throws Exception {
        return json(send(path));
    }

    private String send(String path) throws Exception {
        return new HttpCalls(agent.metadata(), "Accept", "*/*")
                .get(agent.metadata().getPath() + path);
    }

    private static JsonNode json(String answer) throws Exception {
        assertThat(answer).startsWith("200 ");
        return new JsonMapper().readTree(answer.substring(4));
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private static long used(JsonNode stats, String which) {
        return stats.path(which).path("cpu_usage").path("total_usage").asLong();
    }

    private static long system(JsonNode stats, String which) {
        return stats.path(which).path("system_cpu_usage").asLong();
    }
}
