package dev.eloquent.local.otlp;

import java.util.Map;

/**
 * A span, of any trace, that another one has to do with.
 *
 * @param traceId 32 lower-case hexadecimal digits
 * @param spanId 16 of them
 * @param attributes as {@link ReceivedSpan#attributes}
 */
public record SpanLink(String traceId, String spanId, Map<String, Object> attributes) {
    /** Copies the map. */
    public SpanLink {
        attributes = Map.copyOf(attributes);
    }
}
