package dev.eloquent.local.ecs;

import dev.eloquent.local.server.LoopbackServer;
import dev.eloquent.local.server.StartCheck;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The settings of a stand-in of the ECS agent; {@link LocalEcsAgent#task} has one. Not safe for use by several threads. */
public final class LocalEcsAgentBuilder {
    private final String id;
    private InstantSource clock = InstantSource.system();
    private Optional<Refusal> refusal = Optional.empty();
    private String region = "us-east-1";
    private String cluster = "local";
    private String family = "local";
    private int revision = 1;
    private String container = "app";
    private double vcpus = 0.25;
    private int memoryMiB = 512;
    private Supplier<TaskUsage> usage = TaskUsage::ofThisJvm;

    LocalEcsAgentBuilder(String id) {
        this.id = Objects.requireNonNull(id, "id");
    }

    /**
     * The clock by which protections expire and statistics are sampled, for tests that move time; default the system's.
     */
    public LocalEcsAgentBuilder clock(InstantSource value) {
        clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    /** Refuses from the start, as {@link LocalEcsAgent#refuse} does later; default nothing. */
    public LocalEcsAgentBuilder refuses(Refusal value) {
        refusal = Optional.of(Objects.requireNonNull(value, "refusal"));
        return this;
    }

    /** Where the task is, a part of its ARN; default {@code us-east-1}. */
    public LocalEcsAgentBuilder region(String value) {
        region = Objects.requireNonNull(value, "region");
        return this;
    }

    /** The name of its cluster, a part of its ARN; default {@code local}. */
    public LocalEcsAgentBuilder cluster(String value) {
        cluster = Objects.requireNonNull(value, "cluster");
        return this;
    }

    /**
     * Its task definition; default {@code local}, revision 1.
     *
     * @param revision 1 or more
     */
    public LocalEcsAgentBuilder taskDefinition(String family, int revision) {
        this.family = Objects.requireNonNull(family, "family");
        this.revision = revision;
        return this;
    }

    /** The name of its container; default {@code app}. */
    public LocalEcsAgentBuilder container(String value) {
        container = Objects.requireNonNull(value, "container");
        return this;
    }

    /**
     * The limits of the task; default 0.25 and 512, the smallest of Fargate. Its container has none of its own.
     *
     * @param vcpus 0.25 to 16
     * @param memoryMiB 512 to 122,880
     */
    public LocalEcsAgentBuilder limits(double vcpus, int memoryMiB) {
        this.vcpus = vcpus;
        this.memoryMiB = memoryMiB;
        return this;
    }

    /** What it has used until {@link LocalEcsAgent#uses} says otherwise; default what this JVM uses at each sample. */
    public LocalEcsAgentBuilder usage(TaskUsage value) {
        Objects.requireNonNull(value, "usage");
        usage = () -> value;
        return this;
    }

    /** Starts on a port that is free. */
    public LocalEcsAgent start() {
        return start(0);
    }

    /**
     * Starts.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @throws IllegalArgumentException naming all settings that are out of range
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public LocalEcsAgent start(int port) {
        StartCheck check = new StartCheck("ecs")
                .that(
                        id.matches("[A-Za-z0-9-]{1,64}"),
                        "the id of the task must be 1 to 64 letters, digits and hyphens, was \"" + id + "\"");
        checkDescription(check);
        check.port(port).done();
        String root = "/api/" + id;
        TaskDescription task = new TaskDescription(id, region, cluster, family, revision, container, vcpus, memoryMiB);
        ProtectionState state = new ProtectionState(clock, refusal);
        TaskStats stats = new TaskStats(task, clock, usage);
        MetadataApi metadata = new MetadataApi(task, stats, clock);
        AgentApi api = new AgentApi(new TaskProtectionApi(root, task.taskArn(), state), metadata);
        return new LocalEcsAgent(
                root, metadata.root(), state, stats, LoopbackServer.start(api, port, System::nanoTime));
    }

    private void checkDescription(StartCheck check) {
        check.region(region);
        Map<String, String> names = new LinkedHashMap<>();
        names.put("cluster", cluster);
        names.put("family", family);
        names.put("container", container);
        names.forEach((what, name) -> check.that(
                name.matches("[A-Za-z0-9_-]{1,255}"),
                what + " must be 1 to 255 letters, digits, hyphens and underscores, was \"" + name + "\""));
        check.that(revision >= 1, "revision must be 1 or more, was " + revision)
                .that(vcpus >= 0.25 && vcpus <= 16, "vcpus must be from 0.25 to 16, was " + vcpus)
                .within("memoryMiB", memoryMiB, 512, 122_880);
    }
}
