package dev.eloquent.local.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Answer;
import dev.eloquent.local.server.Json;
import dev.eloquent.local.server.Request;
import java.time.Instant;
import java.time.InstantSource;

/** The task metadata endpoint, version 4, of a task on Fargate with one container. Errors are strings of JSON. */
final class MetadataApi {
    static final String PREFIX = "/v4/";

    private final TaskDescription task;
    private final TaskStats stats;
    private final InstantSource clock;
    private final Instant start;

    MetadataApi(TaskDescription task, TaskStats stats, InstantSource clock) {
        this.task = task;
        this.stats = stats;
        this.clock = clock;
        this.start = clock.instant();
    }

    String root() {
        return PREFIX + task.dockerId();
    }

    Answer answer(Request request) {
        if (!request.method().equals("GET")) {
            return error(405, "this stand-in serves GET of the metadata");
        }
        String path = request.path();
        if (!path.equals(root()) && !path.startsWith(root() + "/")) {
            return error(404, "V4 container metadata handler: unable to get container ID from request");
        }
        return switch (path.substring(root().length())) {
            case "" -> Answer.json(200, container());
            case "/task" -> Answer.json(200, task());
            case "/stats" -> Answer.json(200, sample());
            case "/task/stats" -> {
                ObjectNode json = Json.object();
                json.set(task.dockerId(), sample());
                yield Answer.json(200, json);
            }
            default -> error(404, "404 page not found");
        };
    }

    private JsonNode sample() {
        return stats.sample().<JsonNode>map(json -> json).orElseGet(JsonNodeFactory.instance::nullNode);
    }

    private ObjectNode task() {
        ObjectNode json = Json.object()
                .put("Cluster", task.clusterArn())
                .put("TaskARN", task.taskArn())
                .put("Family", task.family())
                .put("Revision", String.valueOf(task.revision()))
                .put("DesiredStatus", "RUNNING")
                .put("KnownStatus", "RUNNING");
        json.putObject("Limits").put("CPU", task.vcpus()).put("Memory", task.memoryMiB());
        json.put("PullStartedAt", start.toString())
                .put("PullStoppedAt", start.toString())
                .put("AvailabilityZone", task.region() + "a")
                .put("LaunchType", "FARGATE");
        json.putArray("Containers").add(container());
        json.putObject("ClockDrift")
                .put("ClockErrorBound", 0.5)
                .put("ReferenceTimestamp", clock.instant().toString())
                .put("ClockSynchronizationStatus", "SYNCHRONIZED");
        json.putObject("EphemeralStorageMetrics").put("Utilized", 261).put("Reserved", 20_496);
        return json.put("FaultInjectionEnabled", false);
    }

    private ObjectNode container() {
        ObjectNode json = Json.object()
                .put("DockerId", task.dockerId())
                .put("Name", task.container())
                .put("DockerName", task.container())
                .put("Image", task.container() + ":latest")
                .put("ImageID", "sha256:" + "0".repeat(64));
        json.putObject("Labels")
                .put("com.amazonaws.ecs.cluster", task.clusterArn())
                .put("com.amazonaws.ecs.container-name", task.container())
                .put("com.amazonaws.ecs.task-arn", task.taskArn())
                .put("com.amazonaws.ecs.task-definition-family", task.family())
                .put("com.amazonaws.ecs.task-definition-version", String.valueOf(task.revision()));
        json.put("DesiredStatus", "RUNNING").put("KnownStatus", "RUNNING");
        // A container without limits of its own: units of CPU that mean nothing on Fargate, and no memory.
        json.putObject("Limits").put("CPU", 2);
        json.put("CreatedAt", start.toString())
                .put("StartedAt", start.toString())
                .put("Type", "NORMAL");
        ObjectNode network = json.putArray("Networks").addObject().put("NetworkMode", "awsvpc");
        network.putArray("IPv4Addresses").add("127.0.0.1");
        network.put("AttachmentIndex", 0);
        json.put("ContainerARN", task.containerArn()).put("LogDriver", "awslogs");
        json.putObject("LogOptions")
                .put("awslogs-group", "/ecs/" + task.family())
                .put("awslogs-region", task.region())
                .put("awslogs-stream", "ecs/" + task.container() + "/" + task.id());
        return json.put("Snapshotter", "overlayfs");
    }

    private static Answer error(int status, String message) {
        return Answer.json(status, JsonNodeFactory.instance.textNode(message));
    }
}
