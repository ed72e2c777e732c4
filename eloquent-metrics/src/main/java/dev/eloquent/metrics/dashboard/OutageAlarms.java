package dev.eloquent.metrics.dashboard;

import dev.eloquent.metrics.dashboard.Alarm.Comparison;
import dev.eloquent.metrics.dashboard.Alarm.Missing;
import dev.eloquent.metrics.dashboard.Alarm.Watch;
import dev.eloquent.metrics.dashboard.Alarm.Window;
import java.util.List;

/** P1: the site is down, or data may be lost. */
final class OutageAlarms {
    private final Meters meters;
    private final Scope scope;
    private final Ring ring;

    OutageAlarms(Meters meters, Scope scope) {
        this.meters = meters;
        this.scope = scope;
        this.ring = new Ring(Severity.P1, meters);
    }

    List<Alarm> all() {
        heartbeat();
        health();
        ErrorShare.of(meters, scope, "server-errors")
                .ifPresent(
                        watch -> ring.add(
                                "server-errors",
                                "",
                                watch,
                                Comparison.ABOVE,
                                scope.thresholds().outageErrors(),
                                new Window(scope.period(), 3, 5),
                                Missing.NOTHING_HAPPENED,
                                "More than " + Json.number(scope.thresholds().outageErrors())
                                        + " % of the responses have a status of 500 or more.",
                                "See on the dashboard whether one route or all fail; if a deployment began just before, roll it back."));
        ring.any(
                "shutdown-unclean",
                "eloquent.shutdown.unclean",
                new Window(300, 1, 1),
                "A task did not end cleanly: something failed, was skipped or cut off, and its work may be lost.",
                "Search the task's log for its shutdown report, which names the step, and check the work of that step for losses.");
        return ring.alarms();
    }

    private void heartbeat() {
        for (Metric metric : meters.all(Ring.what("heartbeat-missing"), scope.heartbeat())) {
            ring.add(
                    "heartbeat-missing",
                    "",
                    Watch.of(metric, "Sum"),
                    Comparison.BELOW,
                    1,
                    new Window(scope.period(), 3, 3),
                    new Missing(
                            "breaching",
                            "every task beats in every step: no data is no task, or none that can publish"),
                    "No task of the service has published a heartbeat.",
                    "Look at the service's tasks in ECS: stopped, restarting, or running without a way to CloudWatch"
                            + " (role, network)?");
        }
    }

    private void health() {
        for (Metric metric : meters.all(Ring.what("unhealthy"), "eloquent.health.status")) {
            ring.add(
                    "unhealthy",
                    "",
                    Watch.of(metric, "Maximum"),
                    Comparison.BELOW,
                    0.5,
                    new Window(scope.period(), 3, 3),
                    new Missing("ignore", "if all tasks die while unhealthy, this is to go on ringing"),
                    "Every task says that it is unhealthy.",
                    "Open /health/checks of a task: it names the check that fails and since when.");
        }
    }
}
