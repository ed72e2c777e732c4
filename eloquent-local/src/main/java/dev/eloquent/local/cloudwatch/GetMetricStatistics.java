package dev.eloquent.local.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The operation that tells statistics of one metric, those of each unit apart. */
final class GetMetricStatistics {
    static final String NAME = "GetMetricStatistics";

    private static final int MOST_DATAPOINTS = 1_440;

    private GetMetricStatistics() {}

    static ObjectNode answer(Arguments request, MetricStore store) {
        MetricId metric = MetricId.of(request);
        Periods periods = periods(request);
        List<Statistic> statistics = statistics(request);
        Optional<String> unit = request.text("Unit");
        Map<String, List<ReceivedDatum>> byUnit =
                store
                        .find(datum -> datum.metric().equals(metric)
                                && unit.map(datum.unit()::equals).orElse(true))
                        .stream()
                        .collect(Collectors.groupingBy(ReceivedDatum::unit, TreeMap::new, Collectors.toList()));
        ObjectNode json = Json.object().put("Label", metric.name());
        ArrayNode datapoints = json.putArray("Datapoints");
        byUnit.forEach((each, data) -> periods.merge(data)
                .forEach((time, distribution) -> write(datapoints.addObject(), each, time, distribution, statistics)));
        return json;
    }

    private static void write(
            ObjectNode json, String unit, Instant time, Distribution distribution, List<Statistic> statistics) {
        json.set("Timestamp", Cbor.time(time));
        json.put("Unit", unit);
        for (Statistic statistic : statistics) {
            ObjectNode where = Statistic.simple(statistic.name()).isPresent()
                    ? json
                    : json.withObjectProperty("ExtendedStatistics");
            statistic.of(distribution).ifPresent(value -> where.put(statistic.name(), value));
        }
    }

    private static Periods periods(Arguments request) {
        Instant start = request.time("StartTime").orElseThrow(() -> request.missing("StartTime"));
        Instant end = request.time("EndTime").orElseThrow(() -> request.missing("EndTime"));
        int length = request.whole("Period").orElseThrow(() -> request.missing("Period"));
        if (!start.isBefore(end)) {
            throw WireError.invalidCombination(
                    start.equals(end)
                            ? "The parameter StartTime must not equal parameter EndTime."
                            : "The parameter StartTime must be less than the parameter EndTime.");
        }
        if (!Periods.isLength(length)) {
            throw WireError.invalidValue("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
        }
        Periods periods = Periods.of(start, end, length);
        if (periods.number() > MOST_DATAPOINTS) {
            throw WireError.invalidCombination("You have requested up to " + periods.number()
                    + " datapoints, which exceeds the limit of " + MOST_DATAPOINTS
                    + ". You may reduce the datapoints requested by increasing Period, or decreasing the time range.");
        }
        return periods;
    }

    private static List<Statistic> statistics(Arguments request) {
        List<Statistic> wanted = new ArrayList<>();
        request.texts("Statistics")
                .forEach(name -> wanted.add(Statistic.simple(name).orElseThrow(() -> unknown("Statistics", name))));
        request.texts("ExtendedStatistics")
                .forEach(name ->
                        wanted.add(Statistic.percentile(name).orElseThrow(() -> unknown("ExtendedStatistics", name))));
        if (wanted.isEmpty()) {
            throw WireError.missing(
                    "At least one of the parameters Statistics and ExtendedStatistics must be specified.");
        }
        return wanted;
    }

    private static WireError unknown(String member, String name) {
        return WireError.invalidValue("The value " + name + " for parameter " + member
                + " is invalid. This stand-in knows " + Statistic.SERVED + ".");
    }
}
