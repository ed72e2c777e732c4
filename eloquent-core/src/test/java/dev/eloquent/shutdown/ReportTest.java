package dev.eloquent.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The report for people and for machines. */
final class ReportTest {
    private static final ThreadStack STACK = new ThreadStack(
            "shutdown-pool",
            Thread.State.WAITING,
            List.of(
                    new StackTraceElement("com.example.Pool", "close", "Pool.java", 12),
                    new StackTraceElement("com.example.Pool", "await", "Pool.java", 34)));

    private static final ShutdownReport REPORT = new ShutdownReport(
            "SIGTERM",
            false,
            Instant.parse("2026-11-26T12:00:00Z"),
            Duration.ofMillis(25_120),
            Duration.ofSeconds(28),
            12,
            1,
            1,
            List.of(new CutWork("GET /events", Duration.ofMillis(61_500), List.of())),
            List.of(
                    step(Phase.DRAIN, "requests", 10, 15_000, new StepOutcome.Completed("quiet")),
                    step(Phase.CLOSE, "pool", 20_000, 2_000, new StepOutcome.TimedOut("", List.of(STACK))),
                    step(Phase.CLOSE, "cache", 22_000, 5, new StepOutcome.Failed(new IllegalStateException("gone"))),
                    step(Phase.FLUSH, "traces", 27_500, 0, new StepOutcome.Skipped("no time was left for it"))));

    @Test
    void asABlockOfLines() {
        assertThat(REPORT.toString()).isEqualTo("""
                Shutdown after SIGTERM: partial in 25.12 s of 28.00 s, exit code 70
                  requests: 12 drained, 1 refused, 1 cut
                    cut: GET /events after 61.50 s
                   0.01 s  drain      requests  15.00 s  completed: quiet
                  20.00 s  close      pool       2.00 s  timed out
                      "shutdown-pool" WAITING
                        at com.example.Pool.close(Pool.java:12)
                        at com.example.Pool.await(Pool.java:34)
                  22.00 s  close      cache      0.01 s  failed: java.lang.IllegalStateException: gone
                  27.50 s  flush      traces     0.00 s  skipped: no time was left for it""");
    }

    @Test
    void asJson() throws Exception {
        assertThat(REPORT.toJson()).doesNotContain("\n");
        JsonNode json = new ObjectMapper().readTree(REPORT.toJson());
        assertThat(json).isEqualTo(new ObjectMapper().readTree("""
                {"reason": "SIGTERM", "clean": false, "forced": false, "exit_code": 70,
                 "started_at": "2026-11-26T12:00:00Z", "duration_ms": 25120, "limit_ms": 28000,
                 "requests": {"drained": 12, "refused": 1, "cut": 1},
                 "cut_work": [{"name": "GET /events", "age_ms": 61500, "stacks": []}],
                 "steps": [
                  {"phase": "drain", "name": "requests", "start_ms": 10, "duration_ms": 15000,
                   "outcome": "completed", "detail": "quiet"},
                  {"phase": "close", "name": "pool", "start_ms": 20000, "duration_ms": 2000,
                   "outcome": "timed_out", "detail": "", "stacks": [
                    {"thread": "shutdown-pool", "state": "WAITING", "frames": [
                     "com.example.Pool.close(Pool.java:12)", "com.example.Pool.await(Pool.java:34)"]}]},
                  {"phase": "close", "name": "cache", "start_ms": 22000, "duration_ms": 5,
                   "outcome": "failed", "detail": "java.lang.IllegalStateException: gone"},
                  {"phase": "flush", "name": "traces", "start_ms": 27500, "duration_ms": 0,
                   "outcome": "skipped", "detail": "no time was left for it"}]}"""));
    }

    @Test
    void cleanOnlyIfNothingWasCutForcedOrMissed() {
        assertThat(clean(0, false, new StepOutcome.Completed("")).exitCode()).isZero();
        assertThat(clean(1, false, new StepOutcome.Completed("")).exitCode()).isEqualTo(70);
        assertThat(clean(0, true, new StepOutcome.Completed("")).exitCode()).isEqualTo(70);
        assertThat(clean(0, false, new StepOutcome.Skipped("late")).exitCode()).isEqualTo(70);
        assertThat(clean(0, true, new StepOutcome.Completed("")).toString()).contains("forced in");
        assertThat(clean(0, false, new StepOutcome.Completed("")).toString()).contains("clean in");
    }

    /** It is not ours then: {@code System.exit(3)} ends with 3, whatever the steps did. */
    @Test
    void namesNoExitCodeIfTheJvmWasEndingAlready() {
        ShutdownReport report = new ShutdownReport(
                Shutdown.JVM_EXIT, false, Instant.EPOCH, Duration.ZERO, Duration.ZERO, 0, 0, 0, List.of(), List.of());
        assertThat(report.toString()).startsWith("Shutdown after JVM exit: clean in 0.00 s of 0.00 s\n");
        assertThat(report.toJson()).doesNotContain("exit_code");
    }

    @Test
    void anExceptionThatCannotBeReadIsNamed() {
        RuntimeException mute = new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message");
            }
        };
        ShutdownReport report = clean(0, false, new StepOutcome.Failed(mute));
        assertThat(report.toString()).contains("failed: " + mute.getClass().getName());
        assertThat(report.toJson()).contains(mute.getClass().getName());
    }

    private static ShutdownReport clean(long cut, boolean forced, StepOutcome outcome) {
        return new ShutdownReport(
                "test",
                forced,
                Instant.EPOCH,
                Duration.ZERO,
                Duration.ofSeconds(28),
                0,
                0,
                cut,
                List.of(),
                List.of(step(Phase.CLOSE, "pool", 0, 0, outcome)));
    }

    private static StepReport step(Phase phase, String name, long start, long duration, StepOutcome outcome) {
        return new StepReport(phase, name, Duration.ofMillis(start), Duration.ofMillis(duration), outcome);
    }
}
