package dev.eloquent.local.otlp;

import java.util.Map;

/**
 * What recorded a span or a metric, such as a library.
 *
 * @param name empty if it was not said
 * @param version empty if it was not said
 * @param attributes as {@link ReceivedSpan#attributes}
 */
public record InstrumentationScope(String name, String version, Map<String, Object> attributes) {
    /** Copies the map. */
    public InstrumentationScope {
        attributes = Map.copyOf(attributes);
    }
}
