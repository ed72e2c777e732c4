package dev.eloquent.metrics.dashboard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A search for the sisters of a metric, so that a route or a dependency that comes later is drawn without the texts being
 * written anew. Alarms cannot have one.
 */
final class Search {
    private static final int MOST = 1024;

    private Search() {}

    /**
     * Nothing if it would be too long, or if a name has a quote in it, for which searches have no rule.
     *
     * @param fixed dimensions whose values are given; all others are free
     */
    static Optional<String> of(String namespace, Metric sister, Map<String, String> fixed, String stat, int period) {
        StringBuilder text = new StringBuilder("SEARCH('{").append(quoted(namespace));
        sister.dimensions().keySet().forEach(name -> text.append(',').append(quoted(name)));
        text.append("} MetricName=").append(exactly(sister.name()));
        new TreeMap<>(fixed)
                .forEach((name, value) ->
                        text.append(' ').append(quoted(name)).append('=').append(exactly(value)));
        text.append("', '").append(stat).append("', ").append(period).append(')');
        return text.length() > MOST || !isPlain(namespace, sister, fixed)
                ? Optional.empty()
                : Optional.of(text.toString());
    }

    private static String quoted(String name) {
        return name.matches("[A-Za-z0-9]+") ? name : exactly(name);
    }

    /** Without quotes it would be enough that a part is the same. */
    private static String exactly(String name) {
        return '"' + name + '"';
    }

    private static boolean isPlain(String namespace, Metric sister, Map<String, String> fixed) {
        String all = String.join("", List.of(namespace, sister.name()))
                + String.join("", sister.dimensions().keySet())
                + String.join("", fixed.values());
        return all.chars().noneMatch(c -> c == '"' || c == '\'' || c == '\\');
    }
}
