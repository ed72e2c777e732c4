package dev.eloquent.metrics.dashboard;

import dev.eloquent.metrics.dashboard.Alarm.Comparison;
import dev.eloquent.metrics.dashboard.Alarm.Window;
import java.util.ArrayList;
import java.util.List;

/** P3 and P4: errors that are not critical, and what is minor. */
final class MinorAlarms {
    private static final Window ONCE = new Window(300, 1, 1);
    private static final Window TWICE = new Window(300, 2, 3);

    private final Ring errors;
    private final Ring minor;
    private final double cpu;

    MinorAlarms(Meters meters, Scope scope) {
        this.errors = new Ring(Severity.P3, meters);
        this.minor = new Ring(Severity.P4, meters);
        this.cpu = scope.thresholds().taskCpu();
    }

    List<Alarm> all() {
        errors.any(
                "ratelimit-fallbacks",
                "eloquent.ratelimit.fallbacks",
                TWICE,
                "The rate limits' store does not answer: each task limits by itself.",
                "Look at the store: reachable, slow, out of memory? Requests are still served.");
        errors.each(
                "secret-stale",
                "eloquent.secrets.stale",
                "Maximum",
                Comparison.ABOVE,
                0.5,
                TWICE,
                "The secret {} could not be read anew; its last value is in use.",
                "Look for the reason in the log: the role's permissions, or Secrets Manager.");
        errors.any(
                "metrics-dropped",
                "eloquent.metrics.dropped",
                ONCE,
                "Metrics are lost: graphs and alarms do not see everything.",
                "The dimension reason says why: buffer_full is an outage or throttling of CloudWatch, refused a fault in data,"
                        + " unread a gauge that hangs, fault an error of the library that is in the log.");
        errors.any(
                "spans-dropped",
                "eloquent.traces.dropped",
                ONCE,
                "Spans are lost: traces have gaps.",
                "Look in the log for what X-Ray or the collector answers; then at the ratio of sampling.");
        minor.any(
                "series-overflow",
                "eloquent.metrics.overflow",
                ONCE,
                "The budget of series is spent: new values of tags are counted under 'other'.",
                "The log names the first meter; give its tags fewer values, or raise seriesBudget and the bill.");
        minor.each(
                "cpu-high",
                "ecs.task.cpu.utilization",
                "Average",
                Comparison.ABOVE,
                cpu,
                new Window(300, 6, 6),
                "For half an hour the tasks have used more than " + Json.number(cpu) + " % of their CPU.",
                "Compare with the requests: if they grew, add tasks; if not, take a profile.");
        minor.any(
                "logs-dropped",
                "eloquent.logs.dropped",
                ONCE,
                "Lines of the log are lost: they were written faster than stdout took them.",
                "See which logger writes so much, and whether the log driver is slow.");
        List<Alarm> all = new ArrayList<>(errors.alarms());
        all.addAll(minor.alarms());
        return all;
    }
}
