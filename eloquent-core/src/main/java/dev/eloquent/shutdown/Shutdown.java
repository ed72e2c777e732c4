package dev.eloquent.shutdown;

import com.sun.net.httpserver.HttpServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a service without losing a request, within one limit.
 *
 * <pre>{@code
 * Shutdown shutdown = Shutdown.onSignal();               // first: a signal during the start is covered
 *
 * HikariDataSource pool = shutdown.own(new HikariDataSource(config));
 * HealthChecks health = shutdown.own(HealthChecks.of("rag-service", "1.0.0").start());
 * shutdown.readiness(health::drain);
 *
 * HttpServer server = shutdown.own(HttpServer.create(address, 0));
 * server.createContext("/api", api).getFilters().add(DrainFilter.of(shutdown));
 * }</pre>
 *
 * <p>At the signal the {@link Phase}s pass one after another. What is registered once that has begun is done at once, on
 * the thread that registers it. Names say in the report what was what; they are unique in their phase.
 *
 * <p>All methods may be called by any thread. Only {@link #run} blocks, and whatever registers too late, as long as the
 * thing itself takes.
 */
public final class Shutdown {
    /** The exit code after a signal, if every step completed and nothing was cut. */
    public static final int EXIT_CLEAN = 0;

    /**
     * The exit code after a signal, if a step failed, timed out or was skipped, work was cut, or a second signal forced
     * the end. 70 is {@code EX_SOFTWARE} in sysexits.h: not 1 as an exception in {@code main} has it, not 137 or 143 as
     * signals do.
     */
    public static final int EXIT_INCOMPLETE = 70;

    static final String JVM_EXIT = "JVM exit";

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private final ShutdownSettings settings;
    private final Time time;
    private final InFlight inFlight;
    private final Announcer announcer = new Announcer();
    private final Steps steps = new Steps();
    private final List<Consumer<? super ShutdownReport>> listeners = new CopyOnWriteArrayList<>();
    private final List<ConsumerLoop<?>> loops = new CopyOnWriteArrayList<>();
    private final CompletableFuture<ShutdownReport> result = new CompletableFuture<>();
    /** Of whoever made this: steps see the classes that it sees, whichever thread runs them. */
    private final Optional<ClassLoader> loader =
            Optional.ofNullable(Thread.currentThread().getContextClassLoader());

    private final Object beginning = new Object();
    private volatile @Nullable Run run;
    /** What a run is to know that has not begun yet: a hook and a signal may come before the one that begins it. */
    private boolean forced;

    private boolean exiting;

    private Shutdown(ShutdownSettings settings, Time time) {
        this.settings = settings.checked();
        this.time = time;
        this.inFlight = new InFlight(settings, time);
        builtIn(Phase.DRAIN, "requests", new Drain(inFlight.traffic(), time));
        builtIn(Phase.INTAKE, "intake", Task.of(deadline -> inFlight.stopIntake()));
        builtIn(Phase.WORK, IN_FLIGHT, new AwaitInFlight(inFlight, time));
    }

    private static final String IN_FLIGHT = "in flight";

    private void builtIn(Phase phase, String name, Task task) {
        steps.add(new StepPlan(phase, name, task, List.of()));
    }

    /**
     * A shutdown at SIGTERM, SIGINT and whatever else ends this JVM, with the settings of the {@linkplain
     * ShutdownSettings#fromEnvironment() environment}. Call it first of all.
     *
     * @throws ShutdownConfigurationException if the environment is wrong
     */
    public static Shutdown onSignal() {
        return onSignal(ShutdownSettings.fromEnvironment());
    }

    /**
     * The same with other settings.
     *
     * @throws ShutdownConfigurationException with everything that is wrong with the settings
     */
    public static Shutdown onSignal(ShutdownSettings settings) {
        Shutdown shutdown = of(settings);
        shutdown.install(new ThisJvm());
        return shutdown;
    }

    /**
     * A shutdown that only {@link #run} begins: for tests, and inside a framework that has signals of its own.
     *
     * @throws ShutdownConfigurationException with everything that is wrong with the settings
     */
    public static Shutdown of(ShutdownSettings settings) {
        return of(settings, Time.system());
    }

    static Shutdown of(ShutdownSettings settings, Time time) {
        return new Shutdown(settings, time);
    }

    void install(Jvm jvm) {
        new Installation(this, settings, jvm, announcer).install();
    }

    /**
     * Closes a resource in phase {@link Phase#CLOSE close}, before all that were acquired earlier.
     *
     * @return the resource; closed, if the shutdown has begun already
     */
    public <T extends AutoCloseable> T own(T resource) {
        Class<?> type = resource.getClass();
        // An anonymous class has no simple name.
        return own(type.isAnonymousClass() ? type.getName() : type.getSimpleName(), resource);
    }

    /** The same under a name. A lambda serves for what is not {@link AutoCloseable}: {@code own("jetty", server::stop)}. */
    public <T extends AutoCloseable> T own(String name, T resource) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(resource, "resource");
        Task close = Task.of(deadline -> resource.close());
        if (!steps.own(name, close)) {
            late(Phase.CLOSE, name, close);
        }
        return resource;
    }

    /**
     * Stops the JDK's server in phase {@link Phase#CLOSE close}, as {@link #own} would. Its contexts need a {@link
     * DrainFilter}, so that their requests are counted and drained before.
     *
     * @return the server
     */
    public HttpServer own(HttpServer server) {
        Objects.requireNonNull(server, "server");
        // Without its own delay: that is 3 s even if nothing is left to wait for (JDK 17), and we have waited.
        own("http server", () -> server.stop(0));
        return server;
    }

    /**
     * Ends an executor in phase {@link Phase#WORK work}: once the requests in flight have ended, it takes no new tasks,
     * and has until its deadline to finish those it has. Then its threads are interrupted, and the report counts what was
     * dropped. Of a {@link ThreadPoolExecutor} it also shows where the tasks were; for that its thread factory is
     * wrapped, so register it before its first task.
     *
     * @return the executor
     */
    public <E extends ExecutorService> E finish(String name, E executor) {
        step(Phase.WORK, name, EndExecutor.of(executor), List.of(IN_FLIGHT));
        return executor;
    }

    /**
     * Takes items and handles them, one after another on a thread of its own, until the shutdown begins. Then it takes no
     * more: a {@code take} that waits is interrupted, while an item that is being handled has until the end of phase
     * {@link Phase#WORK work}. Exceptions of either are logged, and it goes on, after a second if nothing could be taken.
     *
     * @param name of the thread too
     * @param take waits for the next item; null means that there is none yet. It must not lose an item when it is
     *     interrupted, as {@code BlockingQueue.take} does not
     * @param handler what is done with an item
     */
    public <T> void consume(String name, Callable<? extends @Nullable T> take, ItemHandler<? super T> handler) {
        ConsumerLoop<T> loop = new ConsumerLoop<>(name, take, handler);
        synchronized (beginning) {
            step(Phase.WORK, name, loop, List.of());
            if (run == null) {
                loops.add(loop);
                loop.start();
            }
        }
    }

    /**
     * Turns readiness off as the very first thing; it has about a second. Such as {@code health::drain}. One is enough; a
     * second one is an error, add it as a {@link #step} of its own name.
     */
    public Shutdown readiness(Runnable off) {
        return step(Phase.READINESS, "readiness", deadline -> off.run());
    }

    /**
     * Sends what telemetry has left, in the time that is left, such as {@code telemetry::flush}. One is enough; a second one
     * is an error, give it a name.
     */
    public Shutdown flush(Consumer<? super Duration> telemetry) {
        Objects.requireNonNull(telemetry, "telemetry");
        return flush("telemetry", deadline -> telemetry.accept(deadline.remaining()));
    }

    /** As above, under this name. */
    public Shutdown flush(String name, Step flush) {
        return step(Phase.FLUSH, name, flush);
    }

    /**
     * Adds a step.
     *
     * @param name unique in its phase
     * @param after names of steps of the same phase, registered already, that must have ended before this one begins;
     *     without any it runs beside the others
     * @throws ShutdownConfigurationException if the name is taken, or one in {@code after} is unknown
     */
    public Shutdown step(Phase phase, String name, Step step, String... after) {
        step(phase, name, Task.of(Objects.requireNonNull(step, "step")), List.of(after));
        return this;
    }

    private void step(Phase phase, String name, Task task, List<String> after) {
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(name, "name");
        if (!steps.add(new StepPlan(phase, name, task, after))) {
            late(phase, name, task);
        }
    }

    /** Hands the report to somebody after the last close and before telemetry is flushed, so that it can be sent. */
    public Shutdown onReport(Consumer<? super ShutdownReport> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** What the service is doing, to be counted and waited for. */
    public InFlight inFlight() {
        return inFlight;
    }

    /** Whether the shutdown has begun. A handler that streams should look at it and come to an end. Does not block. */
    public boolean draining() {
        return inFlight.draining();
    }

    /**
     * Runs the phases on this thread, and reports. Does not end the JVM. Called again, by whomever, it waits for the
     * first run and returns its report. Blocks, up to the limit of the settings; an interrupt does not end it.
     *
     * @param reason why, for the report
     */
    public ShutdownReport run(String reason) {
        Run mine;
        List<StepPlan> plan;
        synchronized (beginning) {
            if (run != null) {
                plan = List.of();
                mine = null;
            } else {
                mine = new Run(Objects.requireNonNull(reason, "reason"), settings, inFlight, time, announcer, loader);
                run = mine;
                if (forced) {
                    mine.force();
                }
                if (exiting) {
                    mine.exiting();
                }
                inFlight.startDraining();
                plan = steps.take();
            }
        }
        if (mine == null) {
            return result.join();
        }
        loops.forEach(ConsumerLoop::stop);
        try {
            ShutdownReport report = mine.run(plan, new ArrayList<>(listeners));
            result.complete(report);
            return report;
        } catch (RuntimeException | Error unexpected) {
            // Such as a lack of memory: whoever waits for the end must not wait for ever.
            result.completeExceptionally(unexpected);
            throw unexpected;
        }
    }

    /** Cuts the waiting short, of the run that is under way or of the one that is about to begin. */
    void force() {
        synchronized (beginning) {
            forced = true;
            Run current = run;
            if (current != null) {
                current.force();
            }
        }
    }

    /** Tells the run, under way or about to begin, that the JVM is ending. */
    void exiting() {
        synchronized (beginning) {
            exiting = true;
            Run current = run;
            if (current != null) {
                current.exiting();
            }
        }
    }

    private void late(Phase phase, String name, Task task) {
        Run current = Objects.requireNonNull(run);
        try {
            current.late(phase, task);
            announcer.say(() -> LOG.info("'{}' was registered after the shutdown had begun: done at once", name));
        } catch (Throwable fault) {
            announcer.say(() -> LOG.warn("'{}' was registered after the shutdown had begun, and failed", name, fault));
        }
    }
}
