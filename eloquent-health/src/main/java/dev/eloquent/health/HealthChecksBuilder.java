package dev.eloquent.health;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Describes the checks; nothing runs before {@link #start()}. Not safe for use by several threads. */
public final class HealthChecksBuilder {
    private final String service;
    private final String version;
    private final List<CheckPlan> checks = new ArrayList<>();
    private final Map<String, GroupSettings> groups = new LinkedHashMap<>();
    private final List<Consumer<Transition>> listeners = new ArrayList<>();
    private int history = 100;
    private EngineSettings engine = EngineSettings.production();
    private boolean started;

    HealthChecksBuilder(String service, String version) {
        this.service = service;
        this.version = version;
        groups.put(HealthPlan.ROOT, GroupSettings.everything());
        groups.put(HealthPlan.LIVE, GroupSettings.liveness());
        groups.put(HealthPlan.READY, GroupSettings.readiness());
        groups.put(HealthPlan.STARTUP, GroupSettings.startup());
    }

    /**
     * Adds a check without which the service is unhealthy. Where ECS would replace the task for it, a shared
     * dependency only degrades; see {@link GroupSettings#critical}.
     */
    public HealthChecksBuilder critical(String name, HealthCheck check) {
        return critical(name, check, UnaryOperator.identity());
    }

    /** The same with other settings than {@linkplain HealthCheck#defaultSettings() those that suit the check}. */
    public HealthChecksBuilder critical(String name, HealthCheck check, UnaryOperator<CheckSettings> settings) {
        return add(name, check, Impact.CRITICAL, settings);
    }

    /** Adds a check that the service can do without for a while: its failure degrades the service. */
    public HealthChecksBuilder degrades(String name, HealthCheck check) {
        return degrades(name, check, UnaryOperator.identity());
    }

    /** The same with other settings than those that suit the check. */
    public HealthChecksBuilder degrades(String name, HealthCheck check, UnaryOperator<CheckSettings> settings) {
        return add(name, check, Impact.DEGRADES, settings);
    }

    /** Adds a check that is shown and never counts. */
    public HealthChecksBuilder informs(String name, HealthCheck check) {
        return informs(name, check, UnaryOperator.identity());
    }

    /** The same with other settings than those that suit the check. */
    public HealthChecksBuilder informs(String name, HealthCheck check, UnaryOperator<CheckSettings> settings) {
        return add(name, check, Impact.INFORMS, settings);
    }

    private HealthChecksBuilder add(
            String name, HealthCheck check, Impact impact, UnaryOperator<CheckSettings> settings) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(settings, "settings");
        CheckSettings suited = Objects.requireNonNull(check.defaultSettings(), "defaultSettings");
        checks.add(new CheckPlan(name, check, impact, Objects.requireNonNull(settings.apply(suited), "settings")));
        return this;
    }

    /** Changes {@code /health}, the group that has every check. */
    public HealthChecksBuilder health(UnaryOperator<GroupSettings> settings) {
        return group(HealthPlan.ROOT, settings);
    }

    /** Changes {@code /health/live}. */
    public HealthChecksBuilder liveness(UnaryOperator<GroupSettings> settings) {
        return group(HealthPlan.LIVE, settings);
    }

    /** Changes {@code /health/ready}. */
    public HealthChecksBuilder readiness(UnaryOperator<GroupSettings> settings) {
        return group(HealthPlan.READY, settings);
    }

    /** Changes {@code /health/startup}. */
    public HealthChecksBuilder startup(UnaryOperator<GroupSettings> settings) {
        return group(HealthPlan.STARTUP, settings);
    }

    /** Adds a group of one's own, which has the checks that its settings name, or changes one that there is. */
    public HealthChecksBuilder group(String name, UnaryOperator<GroupSettings> settings) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(settings, "settings");
        GroupSettings before = groups.getOrDefault(name, GroupSettings.empty());
        groups.put(name, Objects.requireNonNull(settings.apply(before), "settings"));
        return this;
    }

    /**
     * Adds a listener, called once for each transition, in order, on a thread of its own. One that throws or hangs
     * disturbs neither checks nor probes nor other listeners; when 256 transitions wait for it, more are dropped.
     */
    public HealthChecksBuilder onTransition(Consumer<Transition> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** How many transitions are remembered, 1 to 10,000; default 100. */
    public HealthChecksBuilder history(int transitions) {
        history = transitions;
        return this;
    }

    HealthChecksBuilder engine(UnaryOperator<EngineSettings> change) {
        engine = change.apply(engine);
        return this;
    }

    EngineSettings engineSettings() {
        return engine;
    }

    /** The configuration, found free of faults. */
    HealthPlan plan() {
        return HealthPlan.of(service, version, history, checks, groups);
    }

    /**
     * Starts the checks; each runs at once.
     *
     * @throws HealthConfigurationException with everything that is wrong; nothing has been started then
     * @throws IllegalStateException if they have been started before
     */
    public HealthChecks start() {
        HealthPlan plan = plan();
        if (started) {
            throw new IllegalStateException("these checks have been started: describe them anew to start them again, or"
                    + " two threads would run one check at the same time");
        }
        started = true;
        return HealthChecks.start(plan, engine, history, listeners);
    }
}
