package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What wraps the storage of the whole JVM is tested in JVMs of their own. */
final class LogContextInstallTest {
    @Test
    void theLogFollowsTheContextIntoExecutorsAndLeavesNothingBehind() throws IOException, InterruptedException {
        assertThat(run())
                .contains(
                        "here: true",
                        "in another thread: true",
                        "after: null null null",
                        "in a pool: true",
                        "in a pool, after: null null null, null null null");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void theLogFollowsTheContextIntoVirtualThreads() throws IOException, InterruptedException {
        assertThat(run()).contains("in virtual threads: true");
    }

    /** Control: the log of an executor that is not wrapped has none of the ids. */
    @Test
    void control_withoutTheWrappingTheLogLosesTheIds() throws IOException, InterruptedException {
        assertThat(run()).contains("in a pool that is not wrapped: false");
    }

    @Test
    void control_tooLateIsRefused() throws IOException, InterruptedException {
        assertThat(run("late"))
                .contains("refused: the log cannot follow the context: OpenTelemetry's storage of contexts was in use"
                        + " already, or SLF4J has no MDC; call LogContext.install() first in main, and have logback or"
                        + " another backend with an MDC");
    }

    private static List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LoggingService.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        process.waitFor();
        return lines;
    }
}
