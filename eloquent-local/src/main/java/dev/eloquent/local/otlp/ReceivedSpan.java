package dev.eloquent.local.otlp;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A span as it was received. Immutable.
 *
 * @param traceId 32 lower-case hexadecimal digits
 * @param spanId 16 of them
 * @param parentSpanId 16 of them; nothing for the root of a trace
 * @param traceState of W3C Trace Context, empty if there is none
 * @param status how it ended
 * @param statusMessage empty if there is none
 * @param attributes by name: a String, Boolean, Long or Double, a List of these, or a Map of them; bytes are Base64 in a
 *     String, and what has no value is left out
 * @param resource the attributes of what it came from, such as {@code service.name}
 * @param scope what recorded it
 */
public record ReceivedSpan(
        String traceId,
        String spanId,
        Optional<String> parentSpanId,
        String traceState,
        String name,
        SpanKind kind,
        Instant start,
        Instant end,
        SpanStatus status,
        String statusMessage,
        Map<String, Object> attributes,
        List<SpanEvent> events,
        List<SpanLink> links,
        Map<String, Object> resource,
        InstrumentationScope scope) {
    /** Copies maps and lists. */
    public ReceivedSpan {
        attributes = Map.copyOf(attributes);
        events = List.copyOf(events);
        links = List.copyOf(links);
        resource = Map.copyOf(resource);
    }

    /** From start to end; negative if a clock was set back. */
    public Duration duration() {
        return Duration.between(start, end);
    }
}
