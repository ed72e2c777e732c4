package dev.eloquent.metrics.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line of a graph, as an element of the array {@code metrics}. */
sealed interface Line {
    List<Object> row(String namespace);

    /**
     * One metric.
     *
     * @param id by which formulas know it, or nothing
     * @param visible whether it is drawn itself
     */
    record Of(Metric metric, String stat, String label, String id, boolean visible) implements Line {
        @Override
        public List<Object> row(String namespace) {
            List<Object> row = new ArrayList<>(List.of(namespace, metric.name()));
            metric.dimensions().forEach((key, value) -> row.addAll(List.of(key, value)));
            Map<String, Object> how = new LinkedHashMap<>();
            how.put("stat", stat);
            how.put("label", label);
            if (!id.isEmpty()) {
                how.put("id", id);
            }
            if (!visible) {
                how.put("visible", false);
            }
            row.add(how);
            return row;
        }
    }

    /** Metric math over what has an id, or a search. */
    record Formula(String expression, String label, String id) implements Line {
        @Override
        public List<Object> row(String namespace) {
            Map<String, Object> how = new LinkedHashMap<>();
            how.put("expression", expression);
            how.put("label", label);
            how.put("id", id);
            return List.of(how);
        }
    }
}
