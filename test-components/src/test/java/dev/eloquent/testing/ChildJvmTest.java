package dev.eloquent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ChildJvmTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void runsAMainClassOfThisClassPath() {
        ChildJvm.Builder builder = ChildJvm.of(Child.class)
                .jvmArgs("-Dgreeting=hello")
                .args("exit", "3")
                .env("ELOQUENT_TEST", "here");
        try (ChildJvm child = builder.start()) {
            assertThat(child.awaitLine("greeting ", LIMIT)).isEqualTo("greeting hello here");
            assertThat(child.awaitExit(LIMIT)).hasValue(3);
            assertThat(child.alive()).isFalse();
            assertThat(child.stdout()).containsExactly("greeting hello here", "options none");
            assertThat(child.stderr()).containsExactly("to stderr");
            assertThat(child.output()).hasSize(3);
        }
    }

    @Test
    void stopsContinuesAndTerminates() {
        try (ChildJvm child = ChildJvm.of(Child.class).args("wait").start()) {
            child.awaitLine(line -> line.endsWith("stderr"), LIMIT);
            child.signal("STOP");
            child.signal("TERM");
            assertThat(child.awaitExit(Duration.ofMillis(100))).isEmpty();
            assertThat(child.alive()).isTrue();
            child.signal("CONT");
            assertThat(child.awaitExit(LIMIT)).hasValue(128 + 15);
        }
    }

    @Test
    void reportsAnUnknownSignal() {
        try (ChildJvm child = ChildJvm.of(Child.class).args("wait").start()) {
            assertThatThrownBy(() -> child.signal("NOPE"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("cannot send NOPE to process " + child.pid() + ": ");
        }
    }

    @Test
    void saysWhatTheChildWroteInsteadOfTheAwaitedLine() {
        try (ChildJvm child = ChildJvm.of(Child.class).args("exit", "1").start()) {
            assertThatThrownBy(() -> child.awaitLine("listening on ", LIMIT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(", which ended with 1, did not write a line that starts with 'listening on '"
                            + " within PT30S; it wrote: [")
                    .hasMessageContaining("to stderr");
        }
    }

    @Test
    void blocksTheChildWhoseOutputNobodyReads() {
        try (ChildJvm child =
                ChildJvm.of(Child.class).args("flood").unreadOutput().start()) {
            assertThat(child.awaitLine("to stderr", LIMIT)).isEqualTo("to stderr");
            assertThat(child.awaitExit(Duration.ofMillis(300))).isEmpty();
            assertThat(child.stdout()).isEmpty();
        }
    }

    @Test
    void readsAFloodOtherwise() {
        try (ChildJvm child = ChildJvm.of(Child.class).args("flood").start()) {
            assertThat(child.awaitExit(LIMIT)).hasValue(0);
            assertThat(child.stdout()).hasSize(2 + Child.FLOOD_LINES);
        }
    }

    @Test
    void killsTheChildOnClose() {
        ChildJvm child = ChildJvm.of(Child.class).args("wait").start();
        child.awaitLine("to stderr", LIMIT);
        child.close();
        child.close();
        assertThat(child.alive()).isFalse();
        assertThat(child.awaitExit(LIMIT)).hasValue(128 + 9);
    }

    @Test
    @RequiresTool(value = "prlimit", debianPackage = "util-linux")
    void runsUnderAnotherCommand() {
        try (ChildJvm child = ChildJvm.of(Child.class)
                .under("prlimit", "--nofile=64")
                .jvmArgs("-XX:-MaxFDLimit")
                .args("wait")
                .start()) {
            child.awaitLine("to stderr", LIMIT);
            assertThat(ProcessHandle.of(child.pid())
                            .flatMap(process -> process.info().command())
                            .orElseThrow())
                    .endsWith("java");
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(128 + 15);
        }
    }

    static final class Child {
        static final int FLOOD_LINES = 20_000;

        private Child() {}

        public static void main(String[] args) throws InterruptedException {
            System.out.println("greeting " + System.getProperty("greeting") + " " + System.getenv("ELOQUENT_TEST"));
            System.out.println("options " + System.getenv().getOrDefault("JAVA_TOOL_OPTIONS", "none"));
            System.err.println("to stderr");
            switch (args[0]) {
                case "exit" -> System.exit(Integer.parseInt(args[1]));
                case "wait" -> new CountDownLatch(1).await();
                case "flood" -> flood();
                default -> throw new IllegalArgumentException(args[0]);
            }
        }

        private static void flood() {
            for (int line = 0; line < FLOOD_LINES; line++) {
                System.out.println("line " + line);
            }
        }
    }
}
