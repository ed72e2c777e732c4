package dev.eloquent.shutdown;

import static dev.eloquent.shutdown.Children.LIMIT;
import static dev.eloquent.shutdown.Children.did;
import static dev.eloquent.shutdown.Children.done;
import static dev.eloquent.shutdown.Children.outcome;
import static dev.eloquent.shutdown.Children.report;
import static dev.eloquent.shutdown.Children.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.testing.ChildJvm;
import dev.eloquent.testing.RequiresTool;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Real signals to real processes: what they do, in which order, and with which code they end. */
final class SignalTest {
    @Test
    void sigtermRunsTheStepsInTheirOrderAndExitsWithZero() {
        try (ChildJvm child = start("clean")) {
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            endedWell(child, "SIGTERM");
        }
    }

    /** A shell's background processes ignore SIGINT, and their children inherit that. */
    @Test
    @RequiresTool(value = "env", debianPackage = "coreutils")
    void sigintDoesTheSame() {
        try (ChildJvm child = Children.of(Service.class, "clean")
                .under("env", "--default-signal=INT")
                .start()) {
            child.awaitLine("ready", LIMIT);
            child.signal("INT");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            endedWell(child, "SIGINT");
        }
    }

    /** Control: the JVM's own end. */
    @Test
    void withoutUsSigtermEndsWith143AndClosesNothing() {
        try (ChildJvm child = start("plain")) {
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(128 + 15);
            assertThat(done(child)).isEmpty();
        }
    }

    @Test
    void aPartialShutdownExitsWith70() {
        try (ChildJvm child = start("partial")) {
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_INCOMPLETE);
            assertThat(done(child)).containsExactly("server", "pool");
            assertThat(child.output()).anyMatch(line -> line.contains("Shutdown after SIGTERM: partial in "));
            assertThat(outcome(report(child), "cache")).isEqualTo("failed: java.lang.IllegalStateException: broken");
        }
    }

    @Test
    void theSecondSigtermCutsTheWaitingShortAndResourcesAreClosed() {
        try (ChildJvm child = start("busy")) {
            child.signal("TERM");
            child.awaitLine("working", LIMIT);
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_INCOMPLETE);
            assertThat(done(child)).containsExactly("pool");
            assertThat(child.output())
                    .anyMatch(line -> line.endsWith("SIGTERM again: waiting is over, resources are closed"))
                    .anyMatch(line -> line.contains("Shutdown after SIGTERM: forced in "));
            assertThat(report(child).path("forced").asBoolean()).isTrue();
            assertThat(outcome(report(child), "jobs")).isEqualTo("timed_out: forced by a second signal");
            assertThat(Children.step(report(child), "jobs").path("stacks").toString())
                    .contains("SignalTest$Service");
        }
    }

    /** Control: with one signal the same work has all of its time, here that of the defaults less what is reserved. */
    @Test
    void oneSigtermWaits() {
        try (ChildJvm child = start("busy, but not for ever")) {
            child.signal("TERM");
            child.awaitLine("working", LIMIT);
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(done(child)).containsExactly("jobs", "pool");
            assertThat(Children.step(report(child), "jobs").path("duration_ms").asLong())
                    .isGreaterThanOrEqualTo(1500);
        }
    }

    @Test
    void theThirdSigtermHaltsAtOnce() {
        try (ChildJvm child = start("stuck")) {
            child.signal("TERM");
            child.awaitLine("closing", LIMIT);
            child.signal("TERM");
            child.awaitLine(line -> line.contains("SIGTERM again"), LIMIT);
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_INCOMPLETE);
            assertThat(done(child)).isEmpty();
            assertThat(child.output()).noneMatch(line -> line.contains("Shutdown after"));
        }
    }

    /** Control: after two, what is stuck in its close has the time that is reserved for closing, and all is told. */
    @Test
    void theSecondSigtermWaitsForClosing() {
        try (ChildJvm child = start("stuck")) {
            child.signal("TERM");
            child.awaitLine("closing", LIMIT);
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_INCOMPLETE);
            assertThat(done(child)).containsExactly("pool");
            assertThat(child.output()).anyMatch(line -> line.contains("Shutdown after SIGTERM: forced in "));
        }
    }

    @Test
    void sigtermDuringTheStartClosesWhatIsThereAndAtOnceWhatComesLater() {
        try (ChildJvm child = Children.of(Service.class, "starting").start()) {
            child.awaitLine("starting", LIMIT);
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(done(child)).containsExactly("late cache on main", "late jobs on main", "pool");
            assertThat(child.output()).anyMatch(line -> line.contains("Shutdown after SIGTERM: clean in "));
        }
    }

    /** The other steps have ended long before. */
    @Test
    void aCloseThatCameTooLateIsNotCutByTheExit() {
        try (ChildJvm child = Children.of(Service.class, "starting slowly").start()) {
            child.awaitLine("starting", LIMIT);
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(done(child)).containsExactly("pool", "late cache");
        }
    }

    /** A JVM that handles no signals is the same for us as one without module jdk.unsupported. */
    @Test
    void withoutHandlersOfSignalsTheHookRunsTheStepsAndTheCodeIsTheJvms() {
        try (ChildJvm child = Children.of(Service.class, "clean")
                .jvmArgs("--limit-modules=java.base,java.naming,java.xml,java.net.http,jdk.httpserver")
                .start()) {
            child.awaitLine("ready", LIMIT);
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(128 + 15);
            endedWell(child, "JVM exit");
        }
    }

    /** {@code -Xrs} leaves the signals to the operating system, which ends the process and asks nobody. */
    @Test
    void withXrsNothingCanBeDone() {
        try (ChildJvm child =
                Children.of(Service.class, "clean").jvmArgs("-Xrs").start()) {
            child.awaitLine("ready", LIMIT);
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(128 + 15);
            assertThat(done(child)).isEmpty();
        }
    }

    private static ChildJvm start(String scenario) {
        ChildJvm child = Children.of(Service.class, scenario).start();
        child.awaitLine("ready", LIMIT);
        return child;
    }

    private static void endedWell(ChildJvm child, String reason) {
        assertThat(done(child)).containsExactly("readiness", "jobs", "server", "cache", "pool", "traces", "logs");
        assertThat(child.output())
                .anyMatch(line -> line.endsWith("Gracefully shutting down... (" + reason + ", 5.00 s at most)"))
                .anyMatch(line -> line.contains("Shutdown after " + reason + ": clean in "))
                .anyMatch(line -> line.matches(" +\\d+\\.\\d\\d s  close      server .* completed"));
        assertThat(report(child).path("reason").asText()).isEqualTo(reason);
    }

    static final class Service {
        private Service() {}

        public static void main(String[] args) throws InterruptedException {
            if (args[0].equals("plain")) {
                ready();
            }
            Shutdown shutdown = Children.onSignal(Children.settings());
            switch (args[0]) {
                case "clean" -> clean(shutdown);
                case "partial" -> partial(shutdown);
                case "busy" -> busy(shutdown);
                case "busy, but not for ever" -> busyForAWhile(shutdown);
                case "stuck" -> stuck(shutdown);
                case "starting" -> starting(shutdown);
                case "starting slowly" -> startingSlowly(shutdown);
                default -> throw new IllegalArgumentException(args[0]);
            }
            ready();
        }

        private static void ready() throws InterruptedException {
            say("ready");
            Children.hang();
        }

        private static void clean(Shutdown shutdown) {
            shutdown.own("pool", () -> did("pool"));
            shutdown.own("cache", () -> did("cache"));
            shutdown.step(Phase.LOGS, "logs", deadline -> did("logs"));
            shutdown.flush("traces", deadline -> did("traces"));
            shutdown.step(Phase.WORK, "jobs", deadline -> did("jobs"));
            shutdown.readiness(() -> did("readiness"));
            shutdown.own("server", () -> did("server"));
        }

        private static void partial(Shutdown shutdown) {
            shutdown.own("pool", () -> did("pool"));
            shutdown.own("cache", () -> {
                throw new IllegalStateException("broken");
            });
            shutdown.own("server", () -> did("server"));
        }

        private static void busy(Shutdown shutdown) {
            shutdown.own("pool", () -> did("pool"));
            shutdown.step(Phase.WORK, "jobs", deadline -> {
                say("working");
                Children.hang();
            });
        }

        private static void busyForAWhile(Shutdown shutdown) {
            shutdown.own("pool", () -> did("pool"));
            shutdown.step(Phase.WORK, "jobs", deadline -> {
                say("working");
                Children.pause(Duration.ofMillis(1500));
                did("jobs");
            });
        }

        private static void stuck(Shutdown shutdown) {
            shutdown.own("pool", () -> did("pool"));
            shutdown.own("server", () -> {
                say("closing");
                Children.hangStubbornly();
            });
        }

        /** The pool is being closed until the start has come to an end of its own. */
        private static void starting(Shutdown shutdown) throws InterruptedException {
            CountDownLatch closing = new CountDownLatch(1);
            CountDownLatch started = new CountDownLatch(1);
            shutdown.own("pool", () -> {
                closing.countDown();
                started.await();
                did("pool");
            });
            say("starting");
            closing.await();
            String thread = Thread.currentThread().getName();
            shutdown.own("cache", () -> did("late cache on " + thread));
            shutdown.step(Phase.WORK, "jobs", deadline -> did("late jobs on " + thread));
            started.countDown();
        }

        /** The cache takes its time to close, and nothing else does. */
        private static void startingSlowly(Shutdown shutdown) throws InterruptedException {
            CountDownLatch closing = new CountDownLatch(1);
            CountDownLatch acquired = new CountDownLatch(1);
            shutdown.own("pool", () -> {
                closing.countDown();
                acquired.await();
                did("pool");
            });
            say("starting");
            closing.await();
            shutdown.own("cache", () -> {
                acquired.countDown();
                Children.pause(Duration.ofMillis(1500));
                did("late cache");
            });
        }
    }
}
