package dev.eloquent.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.testing.ChildJvm;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** JVMs with the configuration that users include, and logback's own for comparison. */
final class ConsoleTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static ChildJvm.Builder child(String configuration, int lines) {
        return ChildJvm.of(LoggingChild.class)
                .jvmArgs("-Dlogback.configurationFile=dev/eloquent/logging/logback-" + configuration + ".xml")
                .args(Integer.toString(lines));
    }

    @Test
    void aConsoleThatNobodyReadsHoldsUpNeitherWhoLogsNorTheEnd() {
        try (ChildJvm child = child("ours", 20_000).unreadOutput().start()) {
            String logged = child.awaitLine("logged, dropped: ", LIMIT);
            assertThat(Long.parseLong(logged.substring("logged, dropped: ".length())))
                    .isBetween(10_000L, 19_999L);
            assertThat(child.awaitExit(LIMIT)).hasValue(0);
        }
    }

    /** Control: logback's appender waits for a reader that does not come. */
    @Test
    void control_logbacksConsoleHoldsUpWhoLogs() {
        try (ChildJvm child = child("console", 20_000).unreadOutput().start()) {
            assertThatThrownBy(() -> child.awaitLine("logged, dropped: ", Duration.ofSeconds(3)))
                    .hasMessageContaining("which still runs");
        }
    }

    @Test
    void whereSomebodyReadsNothingIsLostAtTheEnd() {
        try (ChildJvm child = child("ours", 5_000).start()) {
            assertThat(child.awaitExit(LIMIT)).hasValue(0);
            assertThat(child.output()).contains("logged, dropped: 0");
            assertThat(child.stdout()).hasSize(5_001);
            assertThat(child.stdout()).anyMatch(line -> line.contains("\"from another hook\""));
        }
    }
}
