package dev.eloquent.metrics.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.eloquent.local.cloudwatch.ReceivedDatum;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a text says of a metric.
 *
 * @param values those that are given, of some of the dimensions
 */
record Named(String namespace, String name, Set<String> dimensions, Map<String, String> values) {
    private static final Pattern SEARCH =
            Pattern.compile("SEARCH\\('\\{([^}]*)\\} MetricName=(\"[^\"]*\"|\\w+)([^']*)', '[\\w.]+', \\d+\\)");
    private static final Pattern TERM = Pattern.compile(" (\"[^\"]*\"|\\w+)=(\"[^\"]*\"|\\w+)");

    /** Read from the text, which knows nothing of how it was made. */
    static List<Named> inDashboard(String body) {
        return Parsed.json(body).findValues("metrics").stream()
                .flatMap(metrics -> Parsed.list(metrics).stream())
                .flatMap(Named::ofRow)
                .toList();
    }

    static List<Named> inTerraform(String text) {
        return Parsed.alarms(text).values().stream()
                .flatMap(alarm -> Parsed.metrics(alarm).stream())
                .map(metric -> {
                    Map<String, String> dimensions = Parsed.texts(metric.getOrDefault("dimensions", Map.of()));
                    return new Named(
                            (String) metric.get("namespace"),
                            (String) metric.get("metric_name"),
                            new TreeSet<>(dimensions.keySet()),
                            dimensions);
                })
                .toList();
    }

    private static Stream<Named> ofRow(JsonNode row) {
        if (row.get(0).isObject()) {
            String expression = row.get(0).get("expression").asText();
            Matcher search = SEARCH.matcher(expression);
            if (expression.contains("SEARCH") && !search.matches()) {
                throw new IllegalArgumentException("no search that is known: " + expression);
            }
            return expression.contains("SEARCH") ? Stream.of(ofSearch(search)) : Stream.empty();
        }
        Map<String, String> dimensions = new TreeMap<>();
        int i = 2;
        for (; i + 1 < row.size() && row.get(i).isTextual(); i += 2) {
            dimensions.put(row.get(i).asText(), row.get(i + 1).asText());
        }
        return Stream.of(
                new Named(row.get(0).asText(), row.get(1).asText(), new TreeSet<>(dimensions.keySet()), dimensions));
    }

    private static Named ofSearch(Matcher search) {
        List<String> schema =
                Stream.of(search.group(1).split(",")).map(Named::bare).toList();
        Map<String, String> values = new TreeMap<>();
        Matcher terms = TERM.matcher(search.group(3));
        while (terms.find()) {
            values.put(bare(terms.group(1)), bare(terms.group(2)));
        }
        return new Named(schema.get(0), bare(search.group(2)), new TreeSet<>(schema.subList(1, schema.size())), values);
    }

    private static String bare(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1) : name;
    }

    /** Those that nobody emits: the name, the dimensions and the values that are given must be as they arrived. */
    static Set<Named> missing(Collection<Named> named, Collection<ReceivedDatum> arrived) {
        return named.stream()
                .filter(metric -> arrived.stream().noneMatch(metric::isOf))
                .collect(Collectors.toSet());
    }

    private boolean isOf(ReceivedDatum datum) {
        return datum.namespace().equals(namespace)
                && datum.name().equals(name)
                && datum.dimensions().keySet().equals(dimensions)
                && datum.dimensions().entrySet().containsAll(values.entrySet());
    }

    /** The two texts as trees. */
    static final class Parsed {
        private Parsed() {}

        static JsonNode json(String body) {
            try {
                return JsonMapper.builder().build().readTree(body);
            } catch (com.fasterxml.jackson.core.JsonProcessingException wrong) {
                throw new IllegalArgumentException(wrong);
            }
        }

        static List<JsonNode> list(JsonNode array) {
            return array.valueStream().toList();
        }

        static Map<String, Map<String, Object>> alarms(String terraform) {
            Map<String, Map<String, Object>> alarms = new TreeMap<>();
            String type = "resource aws_cloudwatch_metric_alarm ";
            HclReader.read(terraform).forEach((header, block) -> {
                if (header.startsWith(type)) {
                    alarms.put(header.substring(type.length()), block(block));
                }
            });
            return alarms;
        }

        /** The blocks that have a metric's name: the alarm itself, or those in its queries. */
        static List<Map<String, Object>> metrics(Map<String, Object> alarm) {
            return alarm.containsKey("metric_name")
                    ? List.of(alarm)
                    : queries(alarm).stream()
                            .filter(query -> query.containsKey("metric"))
                            .map(query -> block(query.get("metric")))
                            .toList();
        }

        static List<Map<String, Object>> queries(Map<String, Object> alarm) {
            return alarm.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith("metric_query"))
                    .map(entry -> block(entry.getValue()))
                    .toList();
        }

        @SuppressWarnings("unchecked")
        static Map<String, Object> block(Object value) {
            return (Map<String, Object>) value;
        }

        static Map<String, String> texts(Object object) {
            Map<String, String> texts = new TreeMap<>();
            block(object).forEach((key, value) -> texts.put(key, (String) value));
            return texts;
        }
    }
}
