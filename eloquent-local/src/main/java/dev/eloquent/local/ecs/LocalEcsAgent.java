package dev.eloquent.local.ecs;

import dev.eloquent.local.Faults;
import dev.eloquent.local.LocalService;
import dev.eloquent.local.Requests;
import dev.eloquent.local.server.LoopbackServer;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A stand-in, on loopback, of what a task on ECS is told by what runs beside it: the agent about its scale-in protection,
 * by GET and PUT of {@code /task-protection/v1/state}, and the task metadata endpoint, version 4, about the container
 * ({@code ${ECS_CONTAINER_METADATA_URI_V4}}), the task ({@code /task}) and what they use ({@code /stats}, {@code
 * /task/stats}), as on Fargate.
 *
 * <pre>{@code
 * try (LocalEcsAgent agent = LocalEcsAgent.task("import").start()) {
 *     URI endpoint = agent.endpoint();
 * }
 * }</pre>
 *
 * <p>It protects nothing from anybody: it remembers what it was told, lets it expire, and refuses what ECS would refuse
 * when it is told to. It knows one task of one container, and none of the agent's other paths. Statistics are null in the
 * first second, as those of a task that has just started; later a sample is taken whenever one is asked for and the last
 * one is a second old. On Fargate {@code memory_stats.limit} says nothing, and the limits are those of {@code /task}.
 */
public final class LocalEcsAgent implements LocalService {
    private final String root;
    private final String metadataRoot;
    private final ProtectionState state;
    private final TaskStats stats;
    private final LoopbackServer server;

    LocalEcsAgent(String root, String metadataRoot, ProtectionState state, TaskStats stats, LoopbackServer server) {
        this.root = root;
        this.metadataRoot = metadataRoot;
        this.state = state;
        this.stats = stats;
        this.server = server;
    }

    /**
     * The settings of an agent beside one task, to be started.
     *
     * @param id of the task, the last part of its ARN: 1 to 64 letters, digits and hyphens
     */
    public static LocalEcsAgentBuilder task(String id) {
        return new LocalEcsAgentBuilder(id);
    }

    @Override
    public String name() {
        return "ecs";
    }

    /** What the environment variable ECS_AGENT_URI is in a container: {@code http://127.0.0.1:PORT/api/ID}. */
    @Override
    public URI endpoint() {
        return server.root().resolve(root);
    }

    /** What ECS_CONTAINER_METADATA_URI_V4 is in a container: {@code http://127.0.0.1:PORT/v4/ID-0000000001}. */
    public URI metadata() {
        return server.root().resolve(metadataRoot);
    }

    /** Tells this in each sample from now on; CPU time counts from the start, so that it grows from call to call. */
    public void uses(TaskUsage usage) {
        Objects.requireNonNull(usage, "usage");
        stats.use(() -> usage);
    }

    /** When the protection of the task expires, in whole seconds; empty if it is not protected. */
    public Optional<Instant> protectedUntil() {
        return state.expiration();
    }

    /** Answers with this from now on, until {@link #allow}. A protection that is there stays until it expires. */
    public void refuse(Refusal refusal) {
        state.refuse(Optional.of(Objects.requireNonNull(refusal, "refusal")));
    }

    /** Refuses nothing any more. */
    public void allow() {
        state.refuse(Optional.empty());
    }

    @Override
    public Faults faults() {
        return server.faults();
    }

    @Override
    public Requests requests() {
        return server.requests();
    }

    @Override
    public void close() {
        server.close();
    }
}
