package dev.eloquent.local.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.cloudwatch.Distribution;
import dev.eloquent.local.cloudwatch.ReceivedDatum;
import dev.eloquent.local.server.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** One metric over time, with all statistics at once, so that choosing another one asks for nothing. */
final class MetricChart {
    /** Series with a line of their own, those with most samples. */
    static final int MOST_LINES = 6;

    /** Series with a row of their own; more are only counted. */
    static final int MOST_ROWS = 100;

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
                .put("more", Math.max(0, metric.series().size() - MOST_ROWS));
        List<ReceivedDatum> all = metric.data();
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
            ObjectNode dimensions = row.putObject("dimensions");
            series.dimensions().forEach((name, value) -> dimensions.put(name, Cut.to(value, Cut.VALUE)));
            totals(series.data(), row);
        });
        return json;
    }

    private void points(List<ReceivedDatum> data, ArrayNode json) {
        axis.split(data).values().forEach(part -> {
            // Not the begin of the period: data that come by a clock of their own would seem to miss some.
            long time = part.stream()
                    .map(ReceivedDatum::timestamp)
                    .max(Comparator.naturalOrder())
                    .orElseThrow()
                    .toEpochMilli();
            statistics(merged(part), json.addObject().put("time", time));
        });
    }

    /** Of the time that is shown; nothing of it if nothing came. */
    private void totals(List<ReceivedDatum> data, ObjectNode json) {
        List<ReceivedDatum> shown = data.stream().filter(axis::shows).toList();
        json.put("data", shown.size());
        if (!shown.isEmpty()) {
            statistics(merged(shown), json);
        }
    }

    private static Distribution merged(List<ReceivedDatum> data) {
        return Distribution.merged(
                data.stream().map(ReceivedDatum::distribution).toList());
    }

    private static void statistics(Distribution values, ObjectNode json) {
        json.put("samples", values.sampleCount())
                .put("sum", values.sum())
                .put("average", values.average())
                .put("minimum", values.minimum())
                .put("maximum", values.maximum());
        percentile(values, 50, json);
        percentile(values, 90, json);
        percentile(values, 99, json);
    }

    private static void percentile(Distribution values, int percentile, ObjectNode json) {
        OptionalDouble value = values.percentile(percentile);
        if (value.isPresent()) {
            json.put("p" + percentile, value.getAsDouble());
        }
    }
}
