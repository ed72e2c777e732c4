package dev.eloquent.metrics.dashboard;

import dev.eloquent.metrics.cloudwatch.MonthlyCost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The dashboard as PutDashboard takes it, within its limits. */
final class DashboardBody {
    private static final int MOST_METRICS = 2_500;
    private static final int DATA_A_CALL = 1_000;

    private final Scope scope;
    private final List<Widget> widgets = new ArrayList<>();
    private final List<Alarm> alarms;
    private final int series;

    DashboardBody(Scope scope, List<Widget> wanted, List<Alarm> alarms, Meters meters) {
        this.scope = scope;
        this.alarms = alarms;
        this.series = meters.series();
        int metrics = 0;
        for (Widget widget : wanted) {
            int lines = widget.lines().size();
            if (lines > Widget.MOST_LINES || metrics + lines > MOST_METRICS) {
                meters.leaveOut(
                        widget.what(),
                        "with " + lines + " metrics it is past CloudWatch's limits of " + Widget.MOST_LINES
                                + " a widget and " + MOST_METRICS + " a dashboard");
            } else if (lines > 0) {
                metrics += lines;
                widgets.add(widget);
            }
        }
    }

    int metricWidgets() {
        return widgets.size();
    }

    String text() {
        List<Map<String, Object>> placed = new ArrayList<>();
        Grid grid = new Grid(scope, placed);
        grid.text(introduction(), 4);
        String section = "";
        for (Widget widget : widgets) {
            if (!widget.section().equals(section)) {
                section = widget.section();
                grid.text("## " + section, 1);
            }
            grid.graph(widget);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("start", "-PT3H");
        body.put("periodOverride", "inherit");
        body.put("widgets", placed);
        return Json.text(body);
    }

    private String introduction() {
        int calls = (series + DATA_A_CALL - 1) / DATA_A_CALL;
        int tasks = scope.thresholds().tasks();
        MonthlyCost cost = MonthlyCost.of(series, calls, Duration.ofSeconds(scope.step()), tasks);
        Map<Severity, Long> bySeverity =
                alarms.stream().collect(Collectors.groupingBy(Alarm::severity, Collectors.counting()));
        StringBuilder text = new StringBuilder("# " + scope.service() + ", " + scope.environment() + "\n");
        for (Severity severity : Severity.values()) {
            text.append("**")
                    .append(severity)
                    .append("** ")
                    .append(severity.meaning())
                    .append(" (");
            text.append(bySeverity.getOrDefault(severity, 0L)).append(" alarms). ");
        }
        return text.append("Alarms begin with `")
                .append(scope.name())
                .append("-p`; each says what to do first.\n\n")
                .append("Series when this was written, for ")
                .append(tasks == 1 ? "1 task" : tasks + " tasks")
                .append(": ")
                .append(cost)
                .append('.')
                .toString();
    }
}
