package dev.eloquent.metrics.dashboard;

import dev.eloquent.metrics.dashboard.Alarm.Comparison;
import dev.eloquent.metrics.dashboard.Alarm.Missing;
import dev.eloquent.metrics.dashboard.Alarm.Query;
import dev.eloquent.metrics.dashboard.Alarm.Watch;
import dev.eloquent.metrics.dashboard.Alarm.Window;
import java.util.List;

/** P2: degraded, or a partial outage. */
final class DegradationAlarms {
    private final Meters meters;
    private final Scope scope;
    private final Thresholds thresholds;
    private final Ring ring;

    DegradationAlarms(Meters meters, Scope scope) {
        this.meters = meters;
        this.scope = scope;
        this.thresholds = scope.thresholds();
        this.ring = new Ring(Severity.P2, meters);
    }

    List<Alarm> all() {
        errors();
        latency();
        tasks();
        health();
        pool();
        ring.each(
                "task-memory",
                "ecs.task.memory.utilization",
                "Maximum",
                Comparison.ABOVE,
                thresholds.taskMemory(),
                new Window(scope.period(), 5, 5),
                "A task uses more than " + Json.number(thresholds.taskMemory())
                        + " % of its memory; past the limit ECS kills it.",
                "Compare with the JVM's memory on the dashboard; replace the task, then give it more memory or find the leak.");
        return ring.alarms();
    }

    private void errors() {
        String key = "server-errors";
        ErrorShare.of(meters, scope, key)
                .ifPresent(
                        watch -> ring.add(
                                key,
                                "",
                                watch,
                                Comparison.ABOVE,
                                thresholds.degradedErrors(),
                                new Window(scope.period(), 3, 5),
                                Missing.NOTHING_HAPPENED,
                                "More than " + Json.number(thresholds.degradedErrors())
                                        + " % of the responses have a status of 500 or more.",
                                "Find the route on the dashboard and its traces with errors; look at the dependencies beside it."));
    }

    private void latency() {
        String key = "latency-p99";
        Responses.of(meters, Ring.what(key)).ifPresent(responses -> {
            Metric success = responses.outcome("SUCCESS");
            Watch watch = new Watch(
                    List.of(new Query("p99", success, "p99"), new Query("requests", success, "SampleCount")),
                    "IF(requests >= " + thresholds.minimumRequests() + ", p99, 0)");
            ring.add(
                    key,
                    "",
                    watch,
                    Comparison.ABOVE,
                    (double) thresholds.p99().toMillis(),
                    new Window(scope.period(), 3, 5),
                    Missing.NOTHING_HAPPENED,
                    "One in a hundred successful responses takes longer than "
                            + thresholds.p99().toMillis() + " ms.",
                    "Find the slow route on the dashboard, then a slow trace of it: database, dependency, collector or CPU?");
        });
    }

    private void tasks() {
        if (thresholds.tasks() < 2) {
            meters.leaveOut(
                    Ring.what("tasks-missing"), "the thresholds expect one task, which heartbeat-missing watches");
            return;
        }
        for (Metric metric : meters.all(Ring.what("tasks-missing"), scope.heartbeat())) {
            ring.add(
                    "tasks-missing",
                    "",
                    Watch.of(metric, "Sum"),
                    Comparison.BELOW,
                    (double) thresholds.tasks() * scope.beats(),
                    new Window(scope.period(), 8, 10),
                    new Missing("breaching", "every task beats in every step: no data is no task"),
                    "Fewer than " + thresholds.tasks() + " tasks publish.",
                    "Look at the service's events in ECS: why do tasks stop, or not start?");
        }
    }

    private void health() {
        ring.each(
                "task-unhealthy",
                "eloquent.health.status",
                "Minimum",
                Comparison.BELOW,
                0.5,
                new Window(scope.period(), 5, 5),
                "At least one task says that it is unhealthy.",
                "Find the task by /health of each; if the others are well, stop it and keep its log.");
        ring.each(
                "check-unhealthy",
                "eloquent.health.check",
                "Minimum",
                Comparison.BELOW,
                0.5,
                new Window(scope.period(), 3, 3),
                "The check {} fails in at least one task.",
                "Open /health/checks of a task for the reason, then the status of the dependency itself.");
    }

    private void pool() {
        ring.each(
                "pool-pending",
                "hikaricp.connections.pending",
                "Maximum",
                Comparison.ABOVE,
                0,
                new Window(scope.period(), 3, 5),
                "Calls wait for a connection of the pool {}.",
                "Look at how long connections are in use: slow queries first, then a leak, then the size of the pool.");
        ring.any(
                "pool-timeouts",
                "hikaricp.connections.timeout",
                new Window(scope.period(), 2, 5),
                "Calls got no connection in time and failed.",
                "See whether the database answers; then as for pool-pending.");
    }
}
