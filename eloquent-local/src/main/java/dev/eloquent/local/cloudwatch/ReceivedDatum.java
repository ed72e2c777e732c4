package dev.eloquent.local.cloudwatch;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One datum of a PutMetricData that was answered with success. Immutable.
 *
 * @param namespace of the metric
 * @param name of the metric
 * @param dimensions of the metric, in the order of their names
 * @param timestamp as it was sent, to the millisecond; the time of arrival if none was
 * @param unit one of CloudWatch's, such as {@code Seconds}; {@code None} if none was sent
 * @param storageResolution 1 or 60, in seconds
 * @param distribution what was measured, whether sent as one value, as values and counts or as a StatisticSet
 */
public record ReceivedDatum(
        String namespace,
        String name,
        Map<String, String> dimensions,
        Instant timestamp,
        String unit,
        int storageResolution,
        Distribution distribution) {
    /** Copies the map. */
    public ReceivedDatum {
        dimensions = Collections.unmodifiableMap(new TreeMap<>(dimensions));
    }

    /** The time under which CloudWatch keeps it: a whole second, or a whole minute. */
    Instant storedAt() {
        long second = timestamp.getEpochSecond();
        return Instant.ofEpochSecond(second - Math.floorMod(second, storageResolution));
    }

    MetricId metric() {
        return new MetricId(namespace, name, dimensions);
    }
}
