package dev.eloquent.metrics;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * What a container has used, as {@code /task/stats} has it.
 *
 * @param read when this was so
 * @param cpuNanos of all its threads since it started
 * @param memory in bytes, without what the system may take back: the cache of files that are not in use
 */
record ContainerSample(Instant read, double cpuNanos, double memory) {
    /** By container. Those that have none yet are left out: the first second of a container. */
    static Map<String, ContainerSample> of(JsonNode stats) {
        Map<String, ContainerSample> samples = new HashMap<>();
        stats.asObject().forEach((id, container) -> {
            if (container.isObject() && container.field("cpu_stats").isPresent()) {
                samples.put(id, sample(container));
            }
        });
        return samples;
    }

    private static ContainerSample sample(JsonNode container) {
        JsonNode memory = field(container, "memory_stats");
        double cache = memory.field("stats")
                .flatMap(stats -> stats.field("total_inactive_file").or(() -> stats.field("inactive_file")))
                .map(ContainerSample::number)
                .orElse(0.0);
        return new ContainerSample(
                Instant.parse(field(container, "read").asString()),
                number(field(field(field(container, "cpu_stats"), "cpu_usage"), "total_usage")),
                Math.max(0, number(field(memory, "usage")) - cache));
    }

    private static JsonNode field(JsonNode of, String name) {
        return of.field(name).orElseThrow(() -> new IllegalArgumentException("there is no " + name));
    }

    private static double number(JsonNode node) {
        return Double.parseDouble(node.asNumber());
    }
}
