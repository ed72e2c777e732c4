package dev.eloquent.local.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The operation that tells which metrics there are, in the order in which they first came. */
final class ListMetrics {
    static final String NAME = "ListMetrics";

    private static final int PAGE = 500;

    private ListMetrics() {}

    static ObjectNode answer(Arguments request, MetricStore store) {
        Optional<String> namespace = request.text("Namespace");
        Optional<String> name = request.text("MetricName");
        List<Arguments> filters = request.maps("Dimensions");
        List<MetricId> metrics = store
                .find(datum -> namespace.map(datum.namespace()::equals).orElse(true)
                        && name.map(datum.name()::equals).orElse(true)
                        && filters.stream().allMatch(filter -> fits(filter, datum)))
                .stream()
                .map(ReceivedDatum::metric)
                .distinct()
                .toList();
        int from = Math.min(
                metrics.size(),
                request.text("NextToken").map(ListMetrics::start).orElse(0));
        int to = Math.min(metrics.size(), from + PAGE);
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("Metrics");
        metrics.subList(from, to).forEach(metric -> list.add(metric.write()));
        if (to < metrics.size()) {
            json.put("NextToken", token(to));
        }
        return json;
    }

    /** A filter without a value wants the dimension, whatever its value. */
    private static boolean fits(Arguments filter, ReceivedDatum datum) {
        String value = datum.dimensions().get(filter.required("Name"));
        return value != null && filter.text("Value").map(value::equals).orElse(true);
    }

    private static String token(int start) {
        return Base64.getEncoder().encodeToString(String.valueOf(start).getBytes(StandardCharsets.US_ASCII));
    }

    private static int start(String token) {
        try {
            String text = new String(Base64.getDecoder().decode(token), StandardCharsets.US_ASCII);
            return Math.max(0, Integer.parseInt(text));
        } catch (IllegalArgumentException e) {
            throw WireError.of(400, "InvalidNextToken", "The NextToken value is invalid.");
        }
    }
}
