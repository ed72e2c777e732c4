package dev.eloquent.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What signals and the end of the JVM lead to, in a JVM that only notes what is asked of it. */
final class InstallationTest {
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final NotedJvm jvm = new NotedJvm();
    private final Shutdown shutdown = Shutdown.of(ShutdownSettings.forStopTimeout(Duration.ofSeconds(3)));

    @Test
    void aSignalRunsTheStepsAndThenExitsWithZero() {
        shutdown.own("pool", () -> seen.add("pool"));
        shutdown.install(jvm);
        jvm.signal("TERM");
        assertThat(seen).containsExactly("pool", "exit 0");
        assertThat(shutdown.run("again").reason()).isEqualTo("SIGTERM");
    }

    @Test
    void anInterruptFromTheKeyboardToo() {
        shutdown.install(jvm);
        jvm.signal("INT");
        assertThat(seen).containsExactly("exit 0");
        assertThat(shutdown.run("again").reason()).isEqualTo("SIGINT");
    }

    @Test
    void afterAFailureTheExitCodeSaysSo() {
        shutdown.own("pool", () -> {
            throw new IllegalStateException("broken");
        });
        shutdown.install(jvm);
        jvm.signal("TERM");
        assertThat(seen).containsExactly("exit 70");
    }

    @Test
    void theSecondSignalCutsTheWaitingShortAndTheThirdHalts() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        shutdown.step(Phase.WORK, "jobs", deadline -> {
            waiting.countDown();
            new CountDownLatch(1).await();
        });
        shutdown.own("pool", () -> {
            closing.countDown();
            closed.await();
        });
        shutdown.install(jvm);
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> jvm.signal("TERM"));
        waiting.await();
        jvm.signal("TERM");
        closing.await();
        jvm.signal("INT");
        assertThat(seen).containsExactly("halt 70");
        closed.countDown();
        first.join();
        assertThat(seen).containsExactly("halt 70", "exit 70");
        assertThat(shutdown.run("again").forced()).isTrue();
    }

    @Test
    void theEndOfTheJvmRunsTheStepsAndLeavesTheExitCodeAlone() {
        shutdown.own("pool", () -> seen.add("pool"));
        shutdown.install(jvm);
        jvm.hook.run();
        assertThat(seen).containsExactly("pool");
        assertThat(shutdown.run("again").reason()).isEqualTo("JVM exit");
    }

    @Test
    void theHookWaitsForARunThatASignalBegan() throws InterruptedException {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        shutdown.own("pool", () -> {
            closing.countDown();
            closed.await();
            seen.add("pool");
        });
        shutdown.install(jvm);
        CompletableFuture<Void> signal = CompletableFuture.runAsync(() -> jvm.signal("TERM"));
        closing.await();
        CompletableFuture<Void> hook = CompletableFuture.runAsync(() -> {
            jvm.hook.run();
            seen.add("hook has returned");
        });
        assertThat(hook).isNotDone();
        closed.countDown();
        CompletableFuture.allOf(signal, hook).join();
        assertThat(seen).startsWith("pool").containsExactlyInAnyOrder("pool", "exit 0", "hook has returned");
    }

    @Test
    void installedWhileTheJvmEndsItEndsAtOnce() {
        jvm.ending = true;
        shutdown.own("pool", () -> seen.add("pool"));
        shutdown.install(jvm);
        assertThat(seen).containsExactly("pool");
    }

    private final class NotedJvm implements Jvm {
        private final Map<String, Runnable> handlers = new HashMap<>();
        private Runnable hook = () -> {};
        private boolean ending;

        void signal(String name) {
            handlers.get(name).run();
        }

        @Override
        public boolean onSignal(String name, Runnable handler) {
            handlers.put(name, handler);
            return true;
        }

        @Override
        public boolean onExit(Runnable runs) {
            hook = runs;
            return !ending;
        }

        @Override
        public void exit(int code) {
            seen.add("exit " + code);
        }

        @Override
        public void halt(int code) {
            seen.add("halt " + code);
        }
    }
}
