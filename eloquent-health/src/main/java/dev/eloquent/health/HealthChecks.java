package dev.eloquent.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of a service: checks that run in the background, and groups of them that probers ask for.
 *
 * <pre>{@code
 * HealthChecks health = HealthChecks.of("rag-service", "1.0.0")
 *         .degrades("database", JdbcCheck.of(pool).writer())
 *         .start();
 * }</pre>
 *
 * <p>There are four groups from the start: {@code health} (everything, for people and alarms), {@code live} (the
 * process itself, for an ECS container check), {@code ready} (for a load balancer) and {@code startup}.
 *
 * <p>All methods may be called by any thread. Reading never blocks, never waits for a check and never starts one.
 */
public final class HealthChecks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final HealthPlan plan;
    private final TimeSource time;
    private final TransitionFeed feed;
    private final HealthEngine engine;
    private final Thread scheduler;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Why the last tick failed; the next that succeeds logs it, for there may be no memory to do so before. */
    private volatile Optional<Throwable> schedulerFault = Optional.empty();

    private HealthChecks(Builder builder, HealthPlan plan) {
        this.plan = plan;
        this.time = builder.engine.time();
        this.feed = new TransitionFeed(builder.history, builder.listeners, HealthChecks::daemon);
        this.scheduler = daemon(this::keepTicking);
        scheduler.setName("eloquent-health-scheduler");
        this.engine = new HealthEngine(
                plan,
                builder.engine,
                HealthChecks::daemon,
                () -> LockSupport.unpark(scheduler),
                feed::tell,
                pause -> feed.log(() -> LOG.info("the process was paused for {}; health goes on", pause)));
    }

    /**
     * Begins to describe the checks of a service.
     *
     * @param service the service's name, for people and logs
     * @param version the service's version, as payloads show it
     */
    public static Builder of(String service, String version) {
        return new Builder(Objects.requireNonNull(service, "service"), Objects.requireNonNull(version, "version"));
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(null, task, "eloquent-health", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    private void keepTicking() {
        while (!closed.get()) {
            long wait = HealthEngine.HEARTBEAT.toNanos();
            try {
                wait = engine.tick();
                reportFault();
            } catch (Throwable e) {
                // Also an OutOfMemoryError: this thread must outlive it. If ticks go on failing nothing is published,
                // the snapshot expires, and probes are told so.
                schedulerFault = Optional.of(e);
            }
            LockSupport.parkNanos(this, wait);
        }
    }

    private void reportFault() {
        schedulerFault.ifPresent(fault -> {
            schedulerFault = Optional.empty();
            feed.log(() -> LOG.error("the scheduler of the health checks failed for a while", fault));
        });
    }

    /** The answer to a probe of {@code /health}: the full truth. */
    public HealthReport report() {
        return report(HealthPlan.ROOT).orElseThrow();
    }

    /** The answer to a probe of a group; empty if there is no such group. */
    public Optional<HealthReport> report(String group) {
        return Optional.ofNullable(plan.groups().get(group)).map(found -> report(found, engine.current()));
    }

    private HealthReport report(Group group, Snapshot snapshot) {
        HealthStatus status = snapshot.statusOf(group);
        return new HealthReport(
                group.name,
                status,
                group.settings.httpStatusOf(status),
                snapshot.reasonOf(group),
                time.now(),
                plan.version(),
                snapshot.membersOf(group));
    }

    /** What is known of one check; empty if there is no such check. */
    public Optional<CheckReport> check(String name) {
        return engine.current().check(name);
    }

    /** The names of the groups; unmodifiable. */
    public Set<String> groups() {
        return plan.groups().keySet();
    }

    /** How long faults and recoveries take to have their effect, for each check of each group; unmodifiable. */
    public List<ProbeBudget> budgets() {
        return plan.budgets();
    }

    /** The last transitions, oldest first; a copy. */
    public List<Transition> transitions() {
        return feed.remembered();
    }

    /**
     * Makes readiness unhealthy, with the reason {@code draining}, for good: the first step of a shutdown. It has taken
     * effect when this returns. Liveness and {@code /health} do not change. Calling it again does nothing.
     */
    public void drain() {
        engine.drain();
    }

    /**
     * Waits until every check has had its first result. Blocks.
     *
     * @return whether they all had one in time
     */
    public boolean awaitFirstResults(Duration limit) throws InterruptedException {
        return engine.awaitFirstResults(limit);
    }

    /**
     * Ends the checks and their threads; every group is {@code unknown} from then on. Waits up to about a second for a
     * run or a listener in progress, which it interrupts; one that ignores this is named in the log, and its thread,
     * a daemon, is all that is left. Calling it again does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            LockSupport.unpark(scheduler);
            scheduler.join();
            feed.end(CLOSING, engine.end(CLOSING));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Describes the checks; nothing runs before {@link #start()}. Not safe for use by several threads. */
    public static final class Builder {
        private final String service;
        private final String version;
        private final List<CheckPlan> checks = new ArrayList<>();
        private final Map<String, GroupSettings> groups = new LinkedHashMap<>();
        private final List<Consumer<Transition>> listeners = new ArrayList<>();
        private int history = 100;
        private EngineSettings engine = EngineSettings.production();

        private Builder(String service, String version) {
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
        public Builder critical(String name, HealthCheck check) {
            return critical(name, check, UnaryOperator.identity());
        }

        /** The same with settings of its own. */
        public Builder critical(String name, HealthCheck check, UnaryOperator<CheckSettings> settings) {
            return add(name, check, Impact.CRITICAL, settings);
        }

        /** Adds a check that the service can do without for a while: its failure degrades the service. */
        public Builder degrades(String name, HealthCheck check) {
            return degrades(name, check, UnaryOperator.identity());
        }

        /** The same with settings of its own. */
        public Builder degrades(String name, HealthCheck check, UnaryOperator<CheckSettings> settings) {
            return add(name, check, Impact.DEGRADES, settings);
        }

        /** Adds a check that is shown and never counts. */
        public Builder informs(String name, HealthCheck check) {
            return informs(name, check, UnaryOperator.identity());
        }

        /** The same with settings of its own. */
        public Builder informs(String name, HealthCheck check, UnaryOperator<CheckSettings> settings) {
            return add(name, check, Impact.INFORMS, settings);
        }

        private Builder add(String name, HealthCheck check, Impact impact, UnaryOperator<CheckSettings> settings) {
            checks.add(new CheckPlan(
                    Objects.requireNonNull(name, "name"),
                    Objects.requireNonNull(check, "check"),
                    impact,
                    Objects.requireNonNull(settings.apply(CheckSettings.defaults()), "settings")));
            return this;
        }

        /** Changes {@code /health}, the group that has every check. */
        public Builder health(UnaryOperator<GroupSettings> settings) {
            return group(HealthPlan.ROOT, settings);
        }

        /** Changes {@code /health/live}. */
        public Builder liveness(UnaryOperator<GroupSettings> settings) {
            return group(HealthPlan.LIVE, settings);
        }

        /** Changes {@code /health/ready}. */
        public Builder readiness(UnaryOperator<GroupSettings> settings) {
            return group(HealthPlan.READY, settings);
        }

        /** Changes {@code /health/startup}. */
        public Builder startup(UnaryOperator<GroupSettings> settings) {
            return group(HealthPlan.STARTUP, settings);
        }

        /** Adds a group of one's own, which has the checks that its settings name, or changes one that there is. */
        public Builder group(String name, UnaryOperator<GroupSettings> settings) {
            Objects.requireNonNull(name, "name");
            GroupSettings before = groups.getOrDefault(name, GroupSettings.empty());
            groups.put(name, Objects.requireNonNull(settings.apply(before), "settings"));
            return this;
        }

        /**
         * Adds a listener, called once for each transition, in order, on a thread of its own. One that throws or hangs
         * disturbs neither checks nor probes nor other listeners; when 256 transitions wait for it, more are dropped.
         */
        public Builder onTransition(Consumer<Transition> listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /** How many transitions are remembered, 1 to 10,000; default 100. */
        public Builder history(int transitions) {
            history = transitions;
            return this;
        }

        Builder engine(UnaryOperator<EngineSettings> change) {
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
         */
        public HealthChecks start() {
            HealthChecks health = new HealthChecks(this, plan());
            health.scheduler.start();
            health.feed.log(() -> health.logStart());
            return health;
        }
    }

    private void logStart() {
        LOG.info(
                "health of {} {}: checks {}",
                plan.service(),
                plan.version(),
                plan.checks().stream().map(CheckPlan::name).toList());
        for (ProbeBudget budget : plan.budgets()) {
            LOG.info(
                    "health: a fault of '{}' ({} '{}', {}) shows within {}, its end within {}",
                    budget.check(),
                    budget.impact() == Impact.CRITICAL ? "fails" : "degrades",
                    budget.group(),
                    budget.prober(),
                    budget.detection(),
                    budget.recovery());
        }
    }
}
