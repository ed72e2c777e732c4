package dev.eloquent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.testing.ChildJvm;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A JVM whose metrics and whose log go to a pipe that is full, by logback's own appender. */
final class UnreadTelemetryTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static ChildJvm start(String mode) {
        return ChildJvm.of(UnreadTelemetry.class)
                .jvmArgs("-Dlogback.configurationFile=dev/eloquent/logging/logback-console.xml")
                .args(mode)
                .unreadOutput()
                .start();
    }

    @Test
    void flushAndCloseEndAtTheirDeadlinesAndEachBinderIsClosed() {
        try (ChildJvm child = start("ours")) {
            assertThat(millis(child, "flushed: ")).isLessThan(2_500);
            assertThat(millis(child, "closed: ")).isLessThan(2_500);
            assertThat(child.stderr()).contains("the binder behind is closed");
            assertThat(child.awaitExit(LIMIT)).hasValue(0);
        }
    }

    private static int millis(ChildJvm child, String what) {
        String line = child.awaitLine(what, LIMIT);
        assertThat(line).contains("metrics: 0 sent");
        return Integer.parseInt(line.split(" ", -1)[1]);
    }

    /** Control: who logs by himself waits for a reader that does not come. */
    @Test
    void control_whoLogsHimselfHangs() {
        try (ChildJvm child = start("control")) {
            assertThatThrownBy(() -> child.awaitLine("logged", Duration.ofSeconds(5)))
                    .hasMessageContaining("which still runs");
        }
    }
}
