package dev.eloquent.health;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
 * <p>All methods may be called by any thread. Reading never blocks, never waits for a check and never starts one; only
 * {@link #refresh} and {@link #awaitFirstResults} wait.
 */
public final class HealthChecks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final HealthPlan plan;
    private final Group root;
    private final TimeSource time;
    private final TransitionFeed feed;
    private final HealthEngine engine;
    private final Scheduler scheduler;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HealthChecks(HealthPlan plan, EngineSettings settings, int history, List<Consumer<Transition>> listeners) {
        this.plan = plan;
        this.root = Objects.requireNonNull(plan.groups().get(HealthPlan.ROOT));
        this.time = settings.time();
        ThreadFactory daemons = daemons();
        this.feed = new TransitionFeed(history, listeners, daemons);
        this.scheduler = new Scheduler(
                this::tick,
                fault -> feed.log(() -> LOG.error("the scheduler of the health checks failed for a while", fault)),
                daemons);
        this.engine = new HealthEngine(
                plan,
                settings,
                daemons,
                scheduler::wake,
                feed::tell,
                pause -> feed.log(() -> LOG.info("the process was paused for {}; health goes on", pause)));
    }

    static HealthChecks start(
            HealthPlan plan, EngineSettings settings, int history, List<Consumer<Transition>> listeners) {
        HealthChecks health = new HealthChecks(plan, settings, history, listeners);
        health.feed.log(health::logStart);
        health.scheduler.start();
        return health;
    }

    /**
     * Begins to describe the checks of a service.
     *
     * @param service the service's name, for people and logs
     * @param version the service's version, as payloads show it
     */
    public static HealthChecksBuilder of(String service, String version) {
        return new HealthChecksBuilder(
                Objects.requireNonNull(service, "service"), Objects.requireNonNull(version, "version"));
    }

    /** Threads that see the classes that whoever starts the checks sees, on every JDK. */
    private static ThreadFactory daemons() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return task -> {
            Thread thread = new Thread(null, task, "eloquent-health", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(context);
            return thread;
        };
    }

    private long tick() {
        return engine.tick();
    }

    /** The answer to a probe of {@code /health}: the full truth. */
    public HealthReport report() {
        return report(root, engine.current());
    }

    /** The answer to a probe of a group; empty if there is no such group. */
    public Optional<HealthReport> report(String group) {
        return Optional.ofNullable(plan.groups().get(group)).map(found -> report(found, engine.current()));
    }

    /** The status of {@code /health}, as {@link #report()} has it: one look at memory, nothing is allocated. */
    public HealthStatus status() {
        return engine.current().statusOf(root);
    }

    /**
     * Runs all checks now, beside each other, and reports what is known then: for a deployment script, a test, or a
     * person who has just mended something. Probes do not need it. Blocks until every check has the result of a run that
     * began after the call, or has timed out, or the limit is over. A check never runs twice at a time: one that runs
     * already is waited for first, and then all who wait share the next run. One that hangs is not waited for.
     *
     * <p>Each result counts as one of those in the background do: thresholds apply, and what this very run saw is in
     * {@link CheckReport#lastRun()}. A check may answer without a look if looking so often would exceed a limit of what
     * it looks at; it says so.
     *
     * @param limit how long to wait at most, positive
     * @throws IllegalArgumentException if {@code limit} is not positive
     * @throws InterruptedException if the caller is interrupted; the runs go on and will count
     * @throws RejectedExecutionException if a check could not be run because no thread can be started
     */
    public HealthReport refresh(Duration limit) throws InterruptedException {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit must be positive, was " + limit);
        }
        engine.refresh(limit);
        return report(root, engine.current());
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

    /** The service's name. */
    public String service() {
        return plan.service();
    }

    /** The names of the groups; unmodifiable. */
    public Set<String> groups() {
        return plan.groups().keySet();
    }

    /** Who asks for a group; empty if there is no such group. */
    public Optional<Prober> prober(String group) {
        return Optional.ofNullable(plan.groups().get(group)).map(found -> found.settings.prober);
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
     * How often a check has come to a status since the start, for a metrics library: a number that only grows and misses
     * none, however many transitions are remembered. {@link #close} leaves it as it is.
     *
     * @param name of the check, or {@link Transition#PROCESS}; of one that there is not it is 0
     */
    public long transitionCount(String name, HealthStatus to) {
        return feed.count(Objects.requireNonNull(name, "name"), Objects.requireNonNull(to, "to"));
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
     * Ends the checks and their threads; every group is {@code unknown} from then on, or unhealthy if it was draining.
     * Runs and listeners in progress have about a second to end, also if the caller is interrupted, and are interrupted
     * themselves; one that ignores this is named in the log, and its thread, a daemon, is all that is left. May be
     * called by a check or a listener, which is then not waited for. Calling it again does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        engine.retire();
        Patience patience = new Patience(CLOSING);
        scheduler.end(patience);
        List<String> left = engine.end(patience);
        feed.end(patience, left);
        patience.restoreInterrupt();
    }

    private void logStart() {
        LOG.info(
                "health of {} {}: checks {}",
                plan.service(),
                plan.version(),
                plan.checks().stream().map(CheckPlan::name).toList());
        for (ProbeBudget budget : plan.budgets()) {
            LOG.info(
                    "health: a fault of '{}' {} '{}' (read by {}) within {}, its end within {}",
                    budget.check(),
                    budget.impact() == Impact.CRITICAL ? "fails" : "degrades",
                    budget.group(),
                    budget.prober(),
                    budget.detection(),
                    budget.recovery());
        }
    }
}
