package dev.eloquent.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadFactory;

/** An engine whose time and threads a test holds in its hands. */
final class EngineInTime {
    final FakeTime time;
    final List<Transition> transitions = new ArrayList<>();
    final List<Duration> pauses = new ArrayList<>();
    final HealthPlan plan;
    final HealthEngine engine;

    private final List<Runnable> held = new ArrayList<>();
    private Threads threads = Threads.RUN_AT_ONCE;
    private boolean woken;
    private int started;

    enum Threads {
        /** A started thread has done its work when start() returns. */
        RUN_AT_ONCE,
        /** A started thread does nothing until {@link #release()}: it hangs. */
        HANG,
        /** No thread can be started. */
        REFUSE
    }

    EngineInTime(HealthChecksBuilder builder) {
        this(new FakeTime(), builder);
    }

    EngineInTime(FakeTime time, HealthChecksBuilder builder) {
        this.time = time;
        builder.engine(settings -> settings.time(time).random(new Random(1)).vitals(wellUnless(settings.vitals())));
        this.plan = builder.plan();
        this.engine = new HealthEngine(
                plan, builder.engineSettings(), threads(), () -> woken = true, transitions::add, pauses::add);
        tick();
    }

    /** This machine's real memory has no say in a test of time, but a test's own vitals have. */
    private static HealthCheck wellUnless(HealthCheck vitals) {
        return vitals instanceof JvmVitals ? HealthCheck.completes(() -> {}) : vitals;
    }

    void threads(Threads mode) {
        threads = mode;
    }

    int threadsStarted() {
        return started;
    }

    /** Lets those that hang go on. */
    void release() {
        List<Runnable> all = List.copyOf(held);
        held.clear();
        all.forEach(Runnable::run);
        tick();
    }

    /** Lets time pass as it does in production: the engine sleeps as long as it wants to. */
    void pass(Duration duration) {
        Duration end = time.passed().plus(duration);
        while (time.passed().compareTo(end) < 0) {
            Duration wait = Duration.ofNanos(Math.max(1, tick()));
            Duration left = end.minus(time.passed());
            time.pass(wait.compareTo(left) < 0 ? wait : left);
        }
        tick();
    }

    /** Time passes, but the engine's thread does not run: it is dead, or the process is stopped. */
    void passWithoutTicks(Duration duration) {
        time.pass(duration);
    }

    long tick() {
        long wait;
        do {
            woken = false;
            wait = engine.tick();
        } while (woken);
        return wait;
    }

    HealthStatus group(String name) {
        return engine.current().statusOf(plan.groups().get(name));
    }

    int http(String name) {
        return plan.groups().get(name).settings.httpStatusOf(group(name));
    }

    CheckReport check(String name) {
        return engine.current().check(name).orElseThrow();
    }

    private ThreadFactory threads() {
        return body -> new Thread(body) {
            @Override
            public synchronized void start() {
                switch (threads) {
                    case RUN_AT_ONCE -> body.run();
                    case HANG -> held.add(body);
                    case REFUSE -> throw new OutOfMemoryError("unable to create native thread");
                }
                started++;
            }
        };
    }
}
