package dev.eloquent.local.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One metric over time, with all statistics at once, so that choosing another one asks for nothing. */
final class MetricChart {
    /** Series with a line of their own, those with most samples. */
    static final int MOST_LINES = 6;

    /** Series with a row of their own; more are only counted. */
    static final int MOST_ROWS = 100;

    /** Of a series; more are only counted. */
    static final int MOST_DIMENSIONS = 30;

    private final Metric metric;
    private final Optional<Metric.Series> chosen;
    private final TimeAxis axis;

    MetricChart(Metric metric, Optional<Metric.Series> chosen, TimeAxis axis) {
        this.metric = metric;
        this.chosen = chosen;
        this.axis = axis;
    }

    ObjectNode write() {
        ObjectNode json = Json.object()
                .put("id", metric.id())
                .put("start", axis.start().toEpochMilli())
                .put("end", axis.end().toEpochMilli())
                .put("period", axis.period())
                .put("estimated", metric.name().source() == Metric.Source.OTLP)
                .put("more", Math.max(0, metric.series().size() - MOST_ROWS));
        List<Datum> all = metric.data();
        points(chosen.map(Metric.Series::data).orElse(all), json.putArray("points"));
        ArrayNode lines = json.putArray("lines");
        metric.series().stream()
                .limit(chosen.isPresent() || metric.series().size() == 1 ? 0 : MOST_LINES)
                .forEach(series -> points(
                        series.data(),
                        lines.addObject().put("series", series.id()).putArray("points")));
        totals(all, json.putObject("together"));
        ArrayNode rows = json.putArray("series");
        metric.series().stream().limit(MOST_ROWS).forEach(series -> {
            ObjectNode row = rows.addObject().put("id", series.id());
            dimensions(series.dimensions(), row.putObject("dimensions"));
            totals(series.data(), row);
        });
        return json;
    }

    private void points(List<Datum> data, ArrayNode json) {
        axis.split(data).values().forEach(part -> {
            // Not the begin of the period: data that come by a clock of their own would seem to miss some.
            long time = part.stream()
                    .map(Datum::timestamp)
                    .max(Comparator.naturalOrder())
                    .orElseThrow()
                    .toEpochMilli();
            statistics(Spread.merged(part), json.addObject().put("time", time));
        });
    }

    private static void dimensions(Map<String, String> dimensions, ObjectNode json) {
        dimensions.entrySet().stream()
                .limit(MOST_DIMENSIONS)
                .forEach(each -> json.put(Cut.to(each.getKey(), Cut.NAME), Cut.to(each.getValue(), Cut.VALUE)));
        if (dimensions.size() > MOST_DIMENSIONS) {
            json.put("\u2026", (dimensions.size() - MOST_DIMENSIONS) + " more");
        }
    }

    /** Of the time that is shown; nothing of it if nothing came. */
    private void totals(List<Datum> data, ObjectNode json) {
        List<Datum> shown = data.stream().filter(axis::shows).toList();
        json.put("data", shown.size());
        if (!shown.isEmpty()) {
            statistics(Spread.merged(shown), json);
        }
    }

    private static void statistics(Spread values, ObjectNode json) {
        json.put("samples", values.samples()).put("sum", values.sum()).put("average", values.sum() / values.samples());
        known("minimum", values.minimum(), json);
        known("maximum", values.maximum(), json);
        for (int percentile : new int[] {50, 90, 99}) {
            known("p" + percentile, values.percentile(percentile).orElse(Double.NaN), json);
        }
    }

    private static void known(String name, double value, ObjectNode json) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        }
    }
}
