package dev.eloquent.local.ecs;

import dev.eloquent.local.server.LoopbackServer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The settings of a stand-in of the ECS agent; {@link LocalEcsAgent#task} has one. Not safe for use by several threads. */
public final class LocalEcsAgentBuilder {
    private final String id;
    private InstantSource clock = InstantSource.system();
    private Optional<Refusal> refusal = Optional.empty();

    LocalEcsAgentBuilder(String id) {
        this.id = Objects.requireNonNull(id, "id");
    }

    /** The clock by which protections expire, for tests that move time; default the system's. */
    public LocalEcsAgentBuilder clock(InstantSource value) {
        clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    /** Refuses from the start, as {@link LocalEcsAgent#refuse} does later; default nothing. */
    public LocalEcsAgentBuilder refuses(Refusal value) {
        refusal = Optional.of(Objects.requireNonNull(value, "refusal"));
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
        List<String> faults = new ArrayList<>();
        if (!id.matches("[A-Za-z0-9-]{1,64}")) {
            faults.add("the id of the task must be 1 to 64 letters, digits and hyphens, was \"" + id + "\"");
        }
        if (port < 0 || port > 65_535) {
            faults.add("port must be from 0 to 65535, was " + port);
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("ecs not started: " + String.join("; ", faults));
        }
        String root = "/api/" + id;
        ProtectionState state = new ProtectionState(clock, refusal);
        TaskProtectionApi api = new TaskProtectionApi(root, id, state);
        return new LocalEcsAgent(root, state, LoopbackServer.start(api, port, System::nanoTime));
    }
}
