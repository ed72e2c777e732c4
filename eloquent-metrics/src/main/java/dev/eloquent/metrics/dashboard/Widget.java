package dev.eloquent.metrics.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A graph while it is made. One without lines is not written. */
final class Widget {
    static final int HEIGHT = 6;

    /** CloudWatch's limits, see the guide. */
    static final int MOST_LINES = 500;

    private final String section;
    private final String title;
    private final int width;
    private final String unit;
    private final List<Line> lines = new ArrayList<>();
    private final List<Map<String, Object>> marks = new ArrayList<>();
    private boolean stacked;

    /** @param unit of the left axis */
    Widget(String section, String title, int width, String unit) {
        this.section = section;
        this.title = title;
        this.width = width;
        this.unit = unit;
    }

    /** By which it is known where something is left out. */
    String what() {
        return "widget " + section + ", " + title;
    }

    String section() {
        return section;
    }

    int width() {
        return width;
    }

    List<Line> lines() {
        return lines;
    }

    Widget line(Metric metric, String stat, String label) {
        return add(new Line.Of(metric, stat, label, "", true));
    }

    /** For formulas only. */
    Widget hidden(Metric metric, String stat, String label, String id) {
        return add(new Line.Of(metric, stat, label, id, false));
    }

    Widget formula(String expression, String label) {
        return add(new Line.Formula(expression, label, "e" + (lines.size() + 1)));
    }

    private Widget add(Line line) {
        lines.add(line);
        return this;
    }

    /** A level at which an alarm rings. */
    Widget mark(String label, double value) {
        Map<String, Object> mark = new LinkedHashMap<>();
        mark.put("label", label);
        mark.put("value", value);
        marks.add(mark);
        return this;
    }

    Widget stacked() {
        stacked = true;
        return this;
    }

    Map<String, Object> json(Scope scope, int x, int y) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("title", title);
        properties.put("view", "timeSeries");
        properties.put("stacked", stacked);
        properties.put("region", scope.region());
        properties.put("period", scope.period());
        properties.put(
                "metrics",
                lines.stream().map(line -> line.row(scope.namespace())).toList());
        Map<String, Object> left = new LinkedHashMap<>();
        left.put("label", unit);
        left.put("min", 0);
        left.put("showUnits", false);
        properties.put("yAxis", Map.of("left", left));
        if (!marks.isEmpty()) {
            properties.put("annotations", Map.of("horizontal", List.copyOf(marks)));
        }
        return Grid.widget("metric", x, y, width, HEIGHT, properties);
    }
}
