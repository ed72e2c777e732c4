package dev.eloquent.peers.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The metrics in lines of the embedded metric format, as CloudWatch Logs reads them. */
final class EmfLines {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EmfLines() {}

    static List<Datum> data(List<String> lines) {
        List<Datum> data = new ArrayList<>();
        for (String line : lines) {
            try {
                read(JSON.readTree(line), data);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return data;
    }

    private static void read(JsonNode line, List<Datum> data) {
        Instant time = Instant.ofEpochMilli(line.path("_aws").path("Timestamp").asLong());
        for (JsonNode directive : line.path("_aws").path("CloudWatchMetrics")) {
            Map<String, String> tags = new TreeMap<>();
            directive
                    .path("Dimensions")
                    .path(0)
                    .forEach(key ->
                            tags.put(key.asText(), line.path(key.asText()).asText()));
            for (JsonNode metric : directive.path("Metrics")) {
                data.add(datum(metric.path("Name").asText(), tags, time, line));
            }
        }
    }

    private static Datum datum(String name, Map<String, String> tags, Instant time, JsonNode line) {
        JsonNode values = line.path(name);
        Map<Double, Double> weights = new TreeMap<>();
        double sum = 0;
        for (JsonNode value : values.isArray() ? values : JSON.createArrayNode().add(values)) {
            weights.merge(value.asDouble(), 1.0, Double::sum);
            sum += value.asDouble();
        }
        return new Datum(name, tags, time, sum, weights);
    }
}
