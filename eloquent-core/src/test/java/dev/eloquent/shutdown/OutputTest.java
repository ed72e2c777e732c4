package dev.eloquent.shutdown;

import static dev.eloquent.shutdown.Children.LIMIT;
import static dev.eloquent.shutdown.Children.say;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import dev.eloquent.testing.ChildJvm;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Outputs that nobody reads, and logging that ends by itself: with logback, as most services have it. */
final class OutputTest {
    @Test
    void anOutputThatNobodyReadsHoldsNothingUp() {
        try (ChildJvm child = Children.of(Service.class, "flood").unreadOutput().start()) {
            child.awaitLine("full", LIMIT);
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(child.stderr()).contains("pool closed");
        }
    }

    /** Control: whoever logs on the shutdown's own thread waits for a reader. */
    @Test
    void aHookThatLogsHangsThere() {
        try (ChildJvm child = Children.of(Service.class, "flood, then a hook that logs")
                .unreadOutput()
                .start()) {
            child.awaitLine("full", LIMIT);
            child.signal("TERM");
            child.awaitLine("in the hook", LIMIT);
            assertThat(child.awaitExit(Duration.ofSeconds(3))).isEmpty();
        }
    }

    /** The steps run before the JVM's hooks do. */
    @Test
    void afterASignalLogbacksOwnHookComesLate() {
        try (ChildJvm child = start("logback-hook.xml", "exit after a while")) {
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(logged(child)).isTrue();
        }
    }

    /** Control: at System.exit its hook and ours run beside each other, and it ends logging at once. */
    @Test
    void afterSystemExitLogbacksOwnHookLosesTheReport() {
        try (ChildJvm child = start("logback-hook.xml", "exit by itself")) {
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(child.stdout()).contains("pool closed");
            assertThat(logged(child)).isFalse();
        }
    }

    @Test
    void withoutThatHookNothingIsLostAtSystemExit() {
        try (ChildJvm child = start("logback-no-hook.xml", "exit by itself")) {
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(logged(child)).isTrue();
        }
    }

    @Test
    void anAsynchronousAppenderIsEmptiedInPhaseLogs() {
        try (ChildJvm child = start("logback-async.xml", "exit after a while", "stop logback")) {
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(logged(child)).isTrue();
        }
    }

    /** Control: nobody stops it, and its queue ends with the JVM. */
    @Test
    void notStoppedItLosesTheReport() {
        try (ChildJvm child = start("logback-async.xml", "exit after a while")) {
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(logged(child)).isFalse();
        }
    }

    private static boolean logged(ChildJvm child) {
        return child.stdout().stream().anyMatch(line -> line.contains("Shutdown after "));
    }

    private static ChildJvm start(String configuration, String... args) {
        ChildJvm child = Children.of(Service.class, args)
                .jvmArgs("-Dlogback.configurationFile=dev/eloquent/shutdown/" + configuration)
                .start();
        child.awaitLine("ready", LIMIT);
        return child;
    }

    static final class Service {
        private static final Logger LOG = LoggerFactory.getLogger(Service.class);

        private Service() {}

        public static void main(String[] args) throws InterruptedException {
            if (args[0].startsWith("flood")) {
                flood(args[0].equals("flood"));
                return;
            }
            Shutdown shutdown = Shutdown.onSignal();
            if (args.length > 1) {
                shutdown.step(
                        Phase.LOGS, "logback", deadline -> ((LoggerContext) LoggerFactory.getILoggerFactory()).stop());
            }
            shutdown.own("pool", () -> {
                // Logback's hook has its chance, if it is not made to wait.
                Children.pause(Duration.ofSeconds(1));
                say("pool closed");
            });
            say("ready");
            if (args[0].equals("exit by itself")) {
                System.exit(0);
            }
            Children.hang();
        }

        private static void flood(boolean ours) throws InterruptedException {
            if (ours) {
                Shutdown.onSignal().own("pool", () -> System.err.println("pool closed"));
            } else {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    System.err.println("in the hook");
                    LOG.info("Gracefully shutting down...");
                }));
            }
            AtomicLong lines = new AtomicLong();
            Thread flood = new Thread(() -> {
                while (true) {
                    LOG.info("line {}", lines.incrementAndGet());
                }
            });
            flood.setDaemon(true);
            flood.start();
            long before = -1;
            // It stands still once the pipe is full.
            while (lines.get() != before || before == 0) {
                before = lines.get();
                Children.pause(Duration.ofMillis(500));
            }
            System.err.println("full");
            Children.hang();
        }
    }
}
