package dev.eloquent.shutdown;

import static dev.eloquent.shutdown.Children.LIMIT;
import static dev.eloquent.shutdown.Children.did;
import static dev.eloquent.shutdown.Children.done;
import static dev.eloquent.shutdown.Children.outcome;
import static dev.eloquent.shutdown.Children.report;
import static dev.eloquent.shutdown.Children.say;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eloquent.testing.ChildJvm;
import dev.eloquent.testing.RequiresTool;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What goes wrong in a process that shuts down: in its steps, around it, and with its time. */
final class FaultTest {
    @Test
    void errorsInStepsAndHungClosesStopNobodyElse() {
        try (ChildJvm child = start("faults")) {
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_INCOMPLETE);
            assertThat(done(child)).containsExactly("jobs", "server", "cache", "pool", "traces");
            JsonNode report = report(child);
            assertThat(outcome(report, "overflow")).isEqualTo("failed: java.lang.StackOverflowError");
            assertThat(outcome(report, "memory")).isEqualTo("failed: java.lang.OutOfMemoryError: thrown");
            assertThat(outcome(report, "linkage")).isEqualTo("failed: java.lang.NoClassDefFoundError: a/Missing");
            assertThat(outcome(report, "throws")).isEqualTo("failed: java.io.IOException: broken");
            assertThat(outcome(report, "hangs")).isEqualTo("timed_out");
            assertThat(Children.step(report, "hangs").path("stacks").toString())
                    .contains("\"thread\":\"shutdown-hangs\"", "Children.hangStubbornly");
            assertThat(child.output()).anyMatch(line -> line.matches("        at .*Children\\.hangStubbornly\\(.*"));
        }
    }

    @Test
    void aHookOfSomebodyElseThatHangsIsNotWaitedForBeyondThePlatformsPatience() {
        try (ChildJvm child = start("foreign hook")) {
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_INCOMPLETE);
            assertThat(done(child)).containsExactly("pool");
            assertThat(report(child).path("clean").asBoolean()).isTrue();
        }
    }

    @Test
    void norAfterARunThatTheProgramBegan() {
        try (ChildJvm child = start("foreign hook after a run")) {
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_INCOMPLETE);
            assertThat(done(child)).containsExactly("pool");
        }
    }

    /** Control: the JVM has all the time in the world. */
    @Test
    void withoutUsSuchAHookHoldsTheJvmUp() {
        try (ChildJvm child = start("foreign hook alone")) {
            child.signal("TERM");
            child.awaitLine("in the foreign hook", LIMIT);
            assertThat(child.awaitExit(Duration.ofSeconds(8))).isEmpty();
        }
    }

    @Test
    void stoppedAndContinuedInTheMiddleItEndsWell() {
        try (ChildJvm child = start("drains for a while")) {
            child.signal("TERM");
            child.awaitLine("draining", LIMIT);
            child.signal("STOP");
            // The process must not run for a time, and nothing tells when that is over.
            Children.pause(Duration.ofSeconds(2));
            child.signal("CONT");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(done(child)).containsExactly("drain", "pool");
            assertThat(report(child).path("duration_ms").asLong()).isGreaterThan(2_000);
        }
    }

    /** Time passes for the platform too: it will kill soon. Control: the same drain above, with a stop that is shorter. */
    @Test
    void stoppedBeyondTheLimitItEndsSoonAfterwards() {
        try (ChildJvm child = start("drains in a hurry")) {
            child.signal("TERM");
            child.awaitLine("draining", LIMIT);
            child.signal("STOP");
            Children.pause(Duration.ofSeconds(7));
            assertThat(child.alive()).isTrue();
            child.signal("CONT");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_INCOMPLETE);
            assertThat(done(child)).doesNotContain("drain");
        }
    }

    @Test
    @RequiresTool(value = "unshare", debianPackage = "util-linux")
    void asPid1ItExitsWithZero() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(mayUnshare(), "unshare is not permitted here");
        try (ChildJvm child = Children.of(Service.class, "simple")
                .under("unshare", "--pid", "--fork", "--mount-proc")
                .start()) {
            assertThat(child.awaitLine("pid ", LIMIT)).isEqualTo("pid 1");
            child.awaitLine("ready", LIMIT);
            ProcessHandle inside = ProcessHandle.of(child.pid())
                    .flatMap(outside -> outside.children().findFirst())
                    .orElseThrow();
            inside.destroy();
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(done(child)).containsExactly("pool");
            assertThat(report(child).path("reason").asText()).isEqualTo("SIGTERM");
        }
    }

    private static boolean mayUnshare() throws Exception {
        return new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "true")
                        .start()
                        .waitFor()
                == 0;
    }

    private static ChildJvm start(String scenario) {
        ChildJvm child = Children.of(Service.class, scenario).start();
        child.awaitLine("ready", LIMIT);
        return child;
    }

    static final class Service {
        private Service() {}

        public static void main(String[] args) throws InterruptedException {
            say("pid " + ProcessHandle.current().pid());
            if (args[0].startsWith("foreign hook")) {
                foreignHook();
            }
            if (args[0].equals("foreign hook alone")) {
                ready();
            }
            Shutdown shutdown = Children.onSignal(
                    args[0].equals("drains for a while") ? ShutdownSettings.defaults() : Children.settings());
            shutdown.own("pool", () -> did("pool"));
            switch (args[0]) {
                case "simple", "foreign hook" -> {}
                case "foreign hook after a run" -> {
                    say("ready");
                    System.exit(shutdown.run("by hand").exitCode());
                }
                case "faults" -> faults(shutdown);
                case "drains for a while" -> drain(shutdown, Duration.ofMillis(500));
                case "drains in a hurry" -> drain(shutdown, Duration.ofMinutes(1));
                default -> throw new IllegalArgumentException(args[0]);
            }
            ready();
        }

        private static void ready() throws InterruptedException {
            say("ready");
            Children.hang();
        }

        private static void foreignHook() {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                say("in the foreign hook");
                Children.hangStubbornly();
            }));
        }

        private static void drain(Shutdown shutdown, Duration time) {
            shutdown.step(Phase.DRAIN, "drain", deadline -> {
                say("draining");
                new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
                did("drain");
            });
        }

        private static void faults(Shutdown shutdown) {
            shutdown.step(Phase.WORK, "overflow", deadline -> overflow(1));
            shutdown.step(Phase.WORK, "memory", deadline -> {
                throw new OutOfMemoryError("thrown");
            });
            shutdown.step(Phase.WORK, "linkage", deadline -> {
                throw new NoClassDefFoundError("a/Missing");
            });
            shutdown.step(Phase.WORK, "jobs", deadline -> did("jobs"));
            shutdown.own("hangs", Children::hangStubbornly);
            shutdown.own("cache", () -> did("cache"));
            shutdown.own("throws", () -> {
                throw new java.io.IOException("broken");
            });
            shutdown.own("server", () -> did("server"));
            shutdown.flush("traces", deadline -> did("traces"));
        }

        private static int overflow(int depth) {
            return depth == 0 ? 0 : overflow(depth + 1) + 1;
        }
    }
}
