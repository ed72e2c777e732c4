package dev.eloquent.metrics.dashboard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays widgets out from left to right on CloudWatch's 24 columns; a text takes a row of its own. */
final class Grid {
    static final int COLUMNS = 24;

    private final Scope scope;
    private final List<Map<String, Object>> out;
    private int x;
    private int y;

    Grid(Scope scope, List<Map<String, Object>> out) {
        this.scope = scope;
        this.out = out;
    }

    void text(String markdown, int height) {
        nextRow();
        out.add(widget("text", 0, y, COLUMNS, height, Map.of("markdown", markdown)));
        y += height;
    }

    void graph(Widget widget) {
        if (x + widget.width() > COLUMNS) {
            nextRow();
        }
        out.add(widget.json(scope, x, y));
        x += widget.width();
    }

    private void nextRow() {
        y += x > 0 ? Widget.HEIGHT : 0;
        x = 0;
    }

    static Map<String, Object> widget(
            String type, int x, int y, int width, int height, Map<String, Object> properties) {
        Map<String, Object> widget = new LinkedHashMap<>();
        widget.put("type", type);
        widget.put("x", x);
        widget.put("y", y);
        widget.put("width", width);
        widget.put("height", height);
        widget.put("properties", properties);
        return widget;
    }
}
