package dev.eloquent.metrics.dashboard;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the texts are for.
 *
 * @param common the dimensions of every metric
 * @param step of the registry, in seconds
 */
record Scope(
        String namespace,
        String service,
        String environment,
        String region,
        String heartbeat,
        Map<String, String> common,
        int step,
        Thresholds thresholds) {
    Scope {
        common = Collections.unmodifiableMap(new TreeMap<>(common));
    }

    /** Of graphs and quick alarms, in seconds: CloudWatch's shortest for metrics that are kept by the minute. */
    int period() {
        return Math.max(60, step);
    }

    /** How often a task's heart beats in a period. */
    int beats() {
        return period() / step;
    }

    String name() {
        return service + "-" + environment;
    }
}
