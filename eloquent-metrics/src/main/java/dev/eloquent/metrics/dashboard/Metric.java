package dev.eloquent.metrics.dashboard;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A metric as CloudWatch has it.
 *
 * @param dimensions in the order of their names
 */
record Metric(String name, Map<String, String> dimensions) implements Comparable<Metric> {
    private static final int NAME = 255;
    private static final int DIMENSION_VALUE = 1024;
    private static final int DIMENSIONS = 30;

    Metric {
        dimensions = Collections.unmodifiableMap(new TreeMap<>(dimensions));
    }

    /** With the letters that the registry publishes it with; MonitoringMetricsTest compares the two. */
    static Metric of(Meter.Id id) {
        Map<String, String> dimensions = new TreeMap<>();
        List<Tag> tags = id.getTags();
        for (Tag tag : tags.subList(0, Math.min(DIMENSIONS, tags.size()))) {
            String key = text(tag.getKey(), NAME);
            dimensions.put(key.startsWith(":") ? "_" + key.substring(1) : key, text(tag.getValue(), DIMENSION_VALUE));
        }
        return new Metric(text(id.getName(), NAME), dimensions);
    }

    private static String text(String text, int most) {
        String ascii = text.chars()
                .limit(most)
                .mapToObj(c -> String.valueOf(c >= ' ' && c <= '~' ? (char) c : '?'))
                .collect(Collectors.joining());
        return ascii.isBlank() ? "none" : ascii;
    }

    /** Its sister, of which the dimension has another value. */
    Metric with(String dimension, String value) {
        Map<String, String> changed = new TreeMap<>(dimensions);
        changed.put(dimension, value);
        return new Metric(name, changed);
    }

    boolean has(String dimension) {
        return dimensions.containsKey(dimension);
    }

    String value(String dimension) {
        return dimensions.getOrDefault(dimension, "");
    }

    /** What tells it from its sisters: the values of its dimensions but for the common ones. */
    String label(Set<String> common) {
        String own = dimensions.entrySet().stream()
                .filter(dimension -> !common.contains(dimension.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(" "));
        return own.isEmpty() ? name : own;
    }

    @Override
    public int compareTo(Metric other) {
        return Comparator.comparing(Metric::name)
                .thenComparing(metric -> metric.dimensions().toString())
                .compare(this, other);
    }
}
