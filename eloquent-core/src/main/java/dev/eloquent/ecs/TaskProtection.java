package dev.eloquent.ecs;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps ECS from ending this task while it works: scale-in protection, asked of the ECS agent beside it.
 *
 * <pre>{@code
 * TaskProtection protection = TaskProtection.fromEnvironment();
 * try (var held = protection.protect("nightly import")) {
 *     importAll();
 * }
 * }</pre>
 *
 * <p>One for each process, as there is one task. Holds may overlap and are counted: the first one protects the task, the
 * last one to be closed releases it. In between a thread renews the protection at half of its expiry, and tries what
 * failed again after pauses from 1 s to a minute. Protection is against a service's scale-in and deployments alone: not
 * against StopTask, Spot, maintenance, a failed health check, or the end of the process.
 *
 * <p><b>The work never fails or hangs because of it.</b> What goes wrong is logged, each problem once until it is another
 * or something has succeeded, and the work goes on unprotected. A call waits for ECS, so that work begins protected, but
 * for {@link #PATIENCE} at most, not at all while something that failed is put off, and no longer once its thread is
 * interrupted, whose flag stays set. Where there is no agent, on a laptop for instance, all of this does nothing.
 *
 * <p>The task role needs the permission {@code ecs:UpdateTaskProtection}. Safe for use by several threads; one thread of
 * its own, a daemon, begins with the first hold and ends with {@link #close}.
 */
public final class TaskProtection implements AutoCloseable {
    /** The environment variable in which ECS tells a container where its agent is. */
    public static final String ECS_AGENT_URI = "ECS_AGENT_URI";

    /**
     * How long a protection lasts that nobody renews, 1 h. ECS's own default is 2 h; shorter, a release that got lost
     * keeps a deployment waiting for less time, while the renewal at half of it leaves 30 min to an agent that fails.
     */
    public static final Duration DEFAULT_EXPIRY = Duration.ofHours(1);

    /** The longest that a call waits, 5 s: the agent itself gives up an answer after so long, as its source tells. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(TaskProtection.class);

    private final Optional<Keeper> keeper;

    private TaskProtection(Optional<Keeper> keeper) {
        this.keeper = keeper;
    }

    /** By the agent that {@value #ECS_AGENT_URI} names, with the {@link #DEFAULT_EXPIRY}; does nothing if it is not set. */
    public static TaskProtection fromEnvironment() {
        return fromEnvironment(DEFAULT_EXPIRY);
    }

    /**
     * By the agent that {@value #ECS_AGENT_URI} names; does nothing, and says so once, if that is not set.
     *
     * @param expiry of a protection that nobody renews: whole minutes, 1 min to 48 h
     * @throws TaskProtectionConfigurationException naming all that is wrong
     */
    public static TaskProtection fromEnvironment(Duration expiry) {
        return of(System.getenv(), expiry, PATIENCE, Time.system());
    }

    /** By the agent at this address, with the {@link #DEFAULT_EXPIRY}. */
    public static TaskProtection at(URI agent) {
        return at(agent, DEFAULT_EXPIRY);
    }

    /**
     * By the agent at this address, a stand-in for instance.
     *
     * @param agent as {@value #ECS_AGENT_URI} has it
     * @param expiry of a protection that nobody renews: whole minutes, 1 min to 48 h
     * @throws TaskProtectionConfigurationException naming all that is wrong
     */
    public static TaskProtection at(URI agent, Duration expiry) {
        Objects.requireNonNull(agent, "agent");
        return at("agent", agent.toString(), expiry, PATIENCE, Time.system());
    }

    static TaskProtection of(Map<String, String> environment, Duration expiry, Duration patience, Time time) {
        String agent = environment.getOrDefault(ECS_AGENT_URI, "").strip();
        if (!agent.isEmpty()) {
            return at(ECS_AGENT_URI, agent, expiry, patience, time);
        }
        Rules.check(Rules.expiryFaults(expiry));
        LOG.info("{} is not set: this is no task of ECS, and nothing is protected", ECS_AGENT_URI);
        return new TaskProtection(Optional.empty());
    }

    /** @param name of the setting, for its faults */
    static TaskProtection at(String name, String agent, Duration expiry, Duration patience, Time time) {
        List<String> faults = new ArrayList<>(Rules.agentFaults(name, agent));
        faults.addAll(Rules.expiryFaults(expiry));
        Rules.check(faults);
        return new TaskProtection(
                Optional.of(new Keeper(new Agent(URI.create(agent), patience), expiry, patience, time)));
    }

    /**
     * Protects the task until the hold is closed. Waits until ECS has confirmed it, or has not within {@link #PATIENCE}.
     *
     * @param work what is done meanwhile, for the log
     */
    public Hold protect(String work) {
        Objects.requireNonNull(work, "work");
        // It goes into the log, which has lines.
        String shown = work.replaceAll("\\p{Cntrl}", "?");
        keeper.ifPresent(keeps -> keeps.hold(shown));
        return new Hold(() -> keeper.ifPresent(keeps -> keeps.release(shown)));
    }

    /**
     * Releases the task, whoever still has a hold, and ends the thread; further calls do nothing, and holds taken from now
     * on protect nothing. Waits for {@link #PATIENCE} at most.
     */
    @Override
    public void close() {
        keeper.ifPresent(Keeper::close);
    }

    /** A reason to be protected. */
    public static final class Hold implements AutoCloseable {
        private final Runnable release;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Hold(Runnable release) {
            this.release = release;
        }

        /**
         * Gives it back, from any thread; further calls do nothing. The last one waits until ECS has released the task, or
         * has not within {@link TaskProtection#PATIENCE}; what could not be released is tried again until it expires.
         */
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release.run();
            }
        }
    }
}
