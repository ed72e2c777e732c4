package dev.eloquent.metrics;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * A task of ECS, as {@code /task} of its metadata has it.
 *
 * @param attributes by OpenTelemetry's semantic conventions
 * @param cpus its limit in vCPUs, if it has one
 * @param memory its limit in bytes, if it has one
 */
record TaskDescription(Attributes attributes, OptionalDouble cpus, OptionalDouble memory) {
    private static final double MIB = 1024.0 * 1024.0;

    /** What a container has of CPU that was given none. */
    private static final double LEAST_SHARES = 2;

    private static final double SHARES_OF_A_CPU = 1024;

    static TaskDescription of(JsonNode task) {
        List<JsonNode> containers =
                task.field("Containers").map(JsonNode::asArray).orElseGet(List::of);
        return new TaskDescription(
                attributes(task),
                limit(task, "CPU", 1, containers, LEAST_SHARES, 1 / SHARES_OF_A_CPU),
                limit(task, "Memory", MIB, containers, 0, MIB));
    }

    /** The task's own limit, or the sum of its containers' where each has one. */
    private static OptionalDouble limit(
            JsonNode task,
            String name,
            double unit,
            List<JsonNode> containers,
            double unlimited,
            double containerUnit) {
        OptionalDouble own = limit(task, name);
        if (own.isPresent()) {
            return OptionalDouble.of(own.getAsDouble() * unit);
        }
        double sum = 0;
        for (JsonNode container : containers) {
            OptionalDouble part = limit(container, name);
            if (part.isEmpty() || part.getAsDouble() <= unlimited) {
                return OptionalDouble.empty();
            }
            sum += part.getAsDouble() * containerUnit;
        }
        return sum > 0 ? OptionalDouble.of(sum) : OptionalDouble.empty();
    }

    private static OptionalDouble limit(JsonNode of, String name) {
        return of.field("Limits")
                .flatMap(limits -> limits.field(name))
                .filter(JsonNode::isNumber)
                .map(value -> OptionalDouble.of(Double.parseDouble(value.asNumber())))
                .filter(value -> value.getAsDouble() > 0)
                .orElseGet(OptionalDouble::empty);
    }

    private static Attributes attributes(JsonNode task) {
        AttributesBuilder found = Attributes.builder();
        put(found, "cloud.provider", Optional.of("aws"));
        put(found, "cloud.platform", Optional.of("aws_ecs"));
        put(found, "cloud.availability_zone", text(task, "AvailabilityZone"));
        put(found, "aws.ecs.task.family", text(task, "Family"));
        put(found, "aws.ecs.task.revision", text(task, "Revision"));
        put(found, "aws.ecs.launchtype", text(task, "LaunchType").map(type -> type.toLowerCase(Locale.ROOT)));
        Optional<String> arn = text(task, "TaskARN").filter(is -> is.matches("arn:[^:]+:ecs:[^:]+:[^:]+:task/.+"));
        put(found, "aws.ecs.task.arn", arn);
        put(found, "cloud.region", arn.map(is -> is.split(":", -1)[3]));
        put(found, "service.instance.id", arn.map(is -> is.substring(is.lastIndexOf('/') + 1)));
        // Its name alone on an agent that is old.
        put(
                found,
                "aws.ecs.cluster.arn",
                text(task, "Cluster")
                        .flatMap(cluster -> cluster.startsWith("arn:")
                                ? Optional.of(cluster)
                                : arn.map(is -> is.substring(0, is.indexOf(":task/")) + ":cluster/" + cluster)));
        return found.build();
    }

    private static void put(AttributesBuilder found, String name, Optional<String> value) {
        value.ifPresent(text -> found.put(AttributeKey.stringKey(name), text));
    }

    private static Optional<String> text(JsonNode task, String name) {
        return task.field(name)
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .filter(is -> !is.isBlank());
    }
}
