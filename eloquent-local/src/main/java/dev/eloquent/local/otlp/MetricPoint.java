package dev.eloquent.local.otlp;

import java.time.Instant;
import java.util.Map;

/**
 * A point of a metric as it was received. Immutable.
 *
 * @param metric its name
 * @param description empty if there is none
 * @param unit empty if there is none
 * @param value of its kind: gauge, sum, histogram, exponential histogram or summary
 * @param start since when it counts; the epoch where it was not said
 * @param time when it was so
 * @param attributes as {@link ReceivedSpan#attributes}
 * @param resource the attributes of what it came from, such as {@code service.name}
 * @param scope what recorded it
 */
public record MetricPoint(
        String metric,
        String description,
        String unit,
        PointValue value,
        Instant start,
        Instant time,
        Map<String, Object> attributes,
        Map<String, Object> resource,
        InstrumentationScope scope) {
    /** Copies the maps. */
    public MetricPoint {
        attributes = Map.copyOf(attributes);
        resource = Map.copyOf(resource);
    }
}
