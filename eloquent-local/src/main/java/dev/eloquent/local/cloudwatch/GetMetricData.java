package dev.eloquent.local.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Json;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/** The operation that tells one statistic of each of several metrics, whatever their units unless one is asked for. */
final class GetMetricData {
    static final String NAME = "GetMetricData";

    private static final int MOST_QUERIES = 500;
    private static final String ASCENDING = "TimestampAscending";
    private static final String DESCENDING = "TimestampDescending";

    private GetMetricData() {}

    static ObjectNode answer(Arguments request, MetricStore store) {
        Instant start = request.time("StartTime").orElseThrow(() -> request.missing("StartTime"));
        Instant end = request.time("EndTime").orElseThrow(() -> request.missing("EndTime"));
        if (!start.isBefore(end)) {
            throw WireError.validation("The parameter StartTime must be less than the parameter EndTime.");
        }
        String order = request.text("ScanBy").orElse(DESCENDING);
        if (!order.equals(ASCENDING) && !order.equals(DESCENDING)) {
            throw WireError.validation("The parameter ScanBy must be " + ASCENDING + " or " + DESCENDING + ".");
        }
        List<Arguments> queries = request.maps("MetricDataQueries");
        if (queries.isEmpty() || queries.size() > MOST_QUERIES) {
            throw WireError.validation(
                    "The collection MetricDataQueries must have a size from 1 to " + MOST_QUERIES + ".");
        }
        Set<String> ids = new HashSet<>();
        ObjectNode json = Json.object();
        ArrayNode results = json.putArray("MetricDataResults");
        for (Arguments query : queries) {
            String id = query.required("Id");
            if (!id.matches("[a-z][a-zA-Z0-9_]{0,254}") || !ids.add(id)) {
                throw WireError.validation(
                        "The value " + id + " for parameter " + query.member("Id")
                                + " must begin with a lower-case letter, have letters, digits and underscores, and be used once.");
            }
            results.add(result(id, query, store, start, end, order.equals(ASCENDING)));
        }
        return json;
    }

    private static ObjectNode result(
            String id, Arguments query, MetricStore store, Instant start, Instant end, boolean ascending) {
        Arguments stat = query.map("MetricStat")
                .orElseThrow(() -> WireError.validation(
                        "The query " + id + " must have a MetricStat: this stand-in does not compute expressions."));
        MetricId metric = MetricId.of(stat.map("Metric").orElseThrow(() -> stat.missing("Metric")));
        int length = stat.whole("Period").orElseThrow(() -> stat.missing("Period"));
        if (!Periods.isLength(length)) {
            throw WireError.validation(
                    "The parameter " + stat.member("Period") + " must be 1, 5, 10, 20, 30 or a multiple of 60.");
        }
        String name = stat.required("Stat");
        Statistic statistic = Statistic.any(name)
                .orElseThrow(() -> WireError.validation("The value " + name + " for parameter " + stat.member("Stat")
                        + " is invalid. This stand-in knows " + Statistic.SERVED + "."));
        Optional<String> unit = stat.text("Unit");
        NavigableMap<Instant, Distribution> merged = Periods.of(start, end, length)
                .merge(store.find(datum -> datum.metric().equals(metric)
                        && unit.map(datum.unit()::equals).orElse(true)));
        ObjectNode json = Json.object()
                .put("Id", id)
                .put("Label", query.text("Label").orElse(metric.name()))
                .put("StatusCode", "Complete");
        ArrayNode times = json.putArray("Timestamps");
        ArrayNode values = json.putArray("Values");
        (ascending ? merged : merged.descendingMap())
                .forEach((time, distribution) -> statistic.of(distribution).ifPresent(value -> {
                    times.add(Cbor.time(time));
                    values.add(value);
                }));
        return json;
    }
}
