package dev.eloquent.metrics.dashboard;

import java.util.ArrayList;
import java.util.List;

/** What the dashboard shows, from the top: what users feel, then what may be the reason. */
final class Widgets {
    private final Meters meters;
    private final Scope scope;
    private final List<Widget> made = new ArrayList<>();

    Widgets(Meters meters, Scope scope) {
        this.meters = meters;
        this.scope = scope;
    }

    List<Widget> all() {
        made.addAll(new TrafficWidgets(meters, scope).all());
        tasks();
        health();
        pool();
        jvm();
        limits();
        secrets();
        telemetry();
        shutdown();
        return List.copyOf(made);
    }

    private Widget widget(String section, String title, int width, String unit) {
        Widget widget = new Widget(section, title, width, unit);
        made.add(widget);
        return widget;
    }

    /** A line for each metric of a name. */
    private void lines(Widget widget, String name, String stat, String before) {
        for (Metric metric : meters.all(widget.what(), name)) {
            String own = metric.label(meters.common());
            String after = before.isEmpty() || own.equals(metric.name()) ? "" : " ";
            widget.line(metric, stat, before.isEmpty() ? own : before + after + (after.isEmpty() ? "" : own));
        }
    }

    private void tasks() {
        Widget tasks = widget("Tasks", "Tasks", 6, "tasks");
        for (Metric heartbeat : meters.all(tasks.what(), scope.heartbeat())) {
            if (scope.beats() == 1) {
                tasks.line(heartbeat, "Sum", "tasks");
            } else {
                tasks.hidden(heartbeat, "Sum", "heartbeats", "beats").formula("beats / " + scope.beats(), "tasks");
            }
        }
        tasks.mark("expected", scope.thresholds().tasks());
        Widget cpu = widget("Tasks", "CPU of the task's limit", 6, "%")
                .mark("P4 above", scope.thresholds().taskCpu());
        lines(cpu, "ecs.task.cpu.utilization", "Average", "average");
        lines(cpu, "ecs.task.cpu.utilization", "Maximum", "busiest task");
        Widget memory = widget("Tasks", "Memory of the task's limit", 6, "%")
                .mark("P2 above", scope.thresholds().taskMemory());
        lines(memory, "ecs.task.memory.utilization", "Average", "average");
        lines(memory, "ecs.task.memory.utilization", "Maximum", "fullest task");
        Widget bytes = widget("Tasks", "Memory", 6, "bytes");
        lines(bytes, "ecs.task.memory.used", "Average", "average");
        lines(bytes, "ecs.task.memory.used", "Maximum", "fullest task");
    }

    private void health() {
        String section = "Health: 1 healthy, 0.5 degraded, 0 unhealthy";
        Widget status = widget(section, "All together", 8, "state");
        lines(status, "eloquent.health.status", "Maximum", "best task");
        lines(status, "eloquent.health.status", "Minimum", "worst task");
        lines(widget(section, "Checks, of the worst task", 8, "state"), "eloquent.health.check", "Minimum", "");
        lines(widget(section, "Changes", 8, "changes"), "eloquent.health.transitions", "Sum", "");
    }

    private void pool() {
        Widget connections = widget("Connection pool", "Connections of a task", 12, "connections");
        lines(connections, "hikaricp.connections.max", "Maximum", "at most");
        lines(connections, "hikaricp.connections.active", "Maximum", "active");
        lines(connections, "hikaricp.connections.idle", "Average", "idle");
        lines(connections, "hikaricp.connections.pending", "Maximum", "waiting for one");
        Widget times = widget("Connection pool", "Times", 6, "ms");
        lines(times, "hikaricp.connections.acquire", "p99", "p99 to get");
        lines(times, "hikaricp.connections.usage", "p99", "p99 in use");
        Widget timeouts = widget("Connection pool", "Calls that got none", 6, "calls");
        lines(timeouts, "hikaricp.connections.timeout", "Sum", "");
    }

    private void jvm() {
        Widget memory = widget("JVM", "Memory", 6, "bytes");
        lines(memory, "jvm.memory.used", "Average", "used");
        lines(memory, "jvm.memory.max", "Maximum", "at most");
        Widget pauses = widget("JVM", "Pauses for the collector", 6, "ms");
        lines(pauses, "jvm.gc.pause", "Maximum", "longest");
        lines(pauses, "jvm.gc.pause", "p99", "p99");
        lines(widget("JVM", "Share of the CPU for the collector", 6, "0 to 1"), "jvm.gc.overhead", "Maximum", "most");
        lines(widget("JVM", "Threads", 6, "threads"), "jvm.threads.live", "Maximum", "most of a task");
    }

    private void limits() {
        Widget decisions = widget("Rate limits", "Decisions", 12, "decisions");
        lines(decisions, "eloquent.ratelimit.decisions", "Sum", "");
        Widget store = widget("Rate limits", "Without the store", 6, "decisions");
        lines(store, "eloquent.ratelimit.fallbacks", "Sum", "fallbacks");
        lines(store, "eloquent.ratelimit.store.faults", "Sum", "faults");
        // The quota counts and sums; of that there is a mean for each task and step, and no percentile.
        lines(widget("Rate limits", "Time of the store", 6, "ms"), "eloquent.ratelimit.store.time", "Average", "mean");
    }

    private void secrets() {
        lines(widget("Secrets", "Oldest of the tasks", 12, "s"), "eloquent.secrets.age", "Maximum", "");
        lines(widget("Secrets", "Stale", 6, "1 is stale"), "eloquent.secrets.stale", "Maximum", "");
        lines(widget("Secrets", "Rotations", 6, "rotations"), "eloquent.secrets.rotations", "Sum", "");
    }

    private void telemetry() {
        Widget metrics = widget("Telemetry", "Metrics", 6, "data");
        lines(metrics, "eloquent.metrics.published", "Sum", "published");
        lines(metrics, "eloquent.metrics.queue", "Maximum", "waiting in a task");
        Widget lost = widget("Telemetry", "Lost", 6, "items");
        lines(lost, "eloquent.metrics.dropped", "Sum", "metrics");
        lines(lost, "eloquent.metrics.failed", "Sum", "calls that failed");
        lines(lost, "eloquent.metrics.overflow", "Sum", "series in 'other'");
        lines(lost, "eloquent.traces.dropped", "Sum", "spans");
        lines(lost, "eloquent.logs.dropped", "Sum", "lines of the log");
        Widget traces = widget("Telemetry", "Spans", 6, "spans");
        lines(traces, "eloquent.traces.sent", "Sum", "sent");
        lines(traces, "eloquent.traces.uncertain", "Sum", "uncertain");
        lines(traces, "eloquent.traces.waiting", "Maximum", "waiting in a task");
        lines(widget("Telemetry", "Calls of CloudWatch", 6, "ms"), "eloquent.metrics.latency", "p99", "p99");
    }

    private void shutdown() {
        lines(widget("Shutdown", "Time", 12, "s"), "eloquent.shutdown.duration", "Maximum", "longest");
        Widget faults = widget("Shutdown", "Faults", 12, "shutdowns");
        lines(faults, "eloquent.shutdown.unclean", "Sum", "unclean");
        lines(faults, "eloquent.shutdown.steps.failed", "Sum", "steps that failed");
    }
}
