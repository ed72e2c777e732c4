package dev.eloquent.local.otlp;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened during a span, such as an exception.
 *
 * @param at when
 * @param name what
 * @param attributes as {@link ReceivedSpan#attributes}
 */
public record SpanEvent(Instant at, String name, Map<String, Object> attributes) {
    /** Copies the map. */
    public SpanEvent {
        attributes = Map.copyOf(attributes);
    }
}
