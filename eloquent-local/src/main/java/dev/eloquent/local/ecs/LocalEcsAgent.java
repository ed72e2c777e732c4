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
 * A stand-in, on loopback, of what the ECS agent beside a task answers about its scale-in protection: GET and PUT of
 * {@code /task-protection/v1/state}.
 *
 * <pre>{@code
 * try (LocalEcsAgent agent = LocalEcsAgent.task("import").start()) {
 *     URI endpoint = agent.endpoint();
 * }
 * }</pre>
 *
 * <p>It protects nothing from anybody: it remembers what it was told, lets it expire, and refuses what ECS would refuse
 * when it is told to. It knows one task, and none of the agent's other paths.
 */
public final class LocalEcsAgent implements LocalService {
    private final String root;
    private final ProtectionState state;
    private final LoopbackServer server;

    LocalEcsAgent(String root, ProtectionState state, LoopbackServer server) {
        this.root = root;
        this.state = state;
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
