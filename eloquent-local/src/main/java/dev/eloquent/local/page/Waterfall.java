package dev.eloquent.local.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.otlp.ReceivedSpan;
import dev.eloquent.local.otlp.SpanEvent;
import dev.eloquent.local.server.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One trace, span by span, within bounds: spans without end would be no picture, and attributes may be anything. */
final class Waterfall {
    static final int MOST_SPANS = 1_000;

    /** Of one span, or of one of its events. */
    static final int MOST_ATTRIBUTES = 64;

    static final int MOST_EVENTS = 16;

    /** Of all names and values of attributes together; those beyond are only counted. */
    private static final int MOST_CHARACTERS = 1_000_000;

    private final Trace trace;
    private int charactersLeft = MOST_CHARACTERS;

    Waterfall(Trace trace) {
        this.trace = trace;
    }

    ObjectNode write() {
        List<Trace.Row> rows = trace.rows();
        ObjectNode json = Json.object()
                .put("id", trace.id())
                .put("start", trace.start().toEpochMilli())
                .put("duration", seconds(trace.duration()))
                .put("more", Math.max(0, rows.size() - MOST_SPANS));
        ArrayNode spans = json.putArray("spans");
        rows.stream().limit(MOST_SPANS).forEach(row -> span(row, spans.addObject()));
        return json;
    }

    private void span(Trace.Row row, ObjectNode json) {
        ReceivedSpan span = row.span();
        json.put("id", span.spanId())
                .put("name", Cut.to(span.name(), Cut.NAME))
                .put("service", Cut.to(Trace.service(span), Cut.NAME))
                .put("kind", span.kind().name())
                .put("depth", row.depth())
                .put("lost", row.lost())
                .put("at", since(span.start()))
                .put("duration", seconds(span.duration()))
                .put("error", Trace.isError(span))
                .put("message", Cut.to(span.statusMessage(), Cut.VALUE))
                .put("scope", Cut.to(span.scope().name(), Cut.NAME));
        attributes(span.attributes(), json);
        ArrayNode events = json.putArray("events");
        span.events().stream().limit(MOST_EVENTS).forEach(event -> event(event, events.addObject()));
        json.put("moreEvents", Math.max(0, span.events().size() - MOST_EVENTS));
    }

    private void event(SpanEvent event, ObjectNode json) {
        json.put("name", Cut.to(event.name(), Cut.NAME)).put("at", since(event.at()));
        attributes(event.attributes(), json);
    }

    private void attributes(Map<String, Object> attributes, ObjectNode json) {
        ArrayNode list = json.putArray("attributes");
        int more = 0;
        for (Map.Entry<String, Object> attribute : new TreeMap<>(attributes).entrySet()) {
            String name = Cut.to(attribute.getKey(), Cut.NAME);
            String value = Cut.to(String.valueOf(attribute.getValue()), Cut.VALUE);
            if (list.size() < MOST_ATTRIBUTES && charactersLeft >= name.length() + value.length()) {
                charactersLeft -= name.length() + value.length();
                list.addArray().add(name).add(value);
            } else {
                more++;
            }
        }
        json.put("moreAttributes", more);
    }

    private double since(Instant time) {
        return seconds(Duration.between(trace.start(), time));
    }

    /** Of nanoseconds no more than a double holds, however far apart clocks were. */
    static double seconds(Duration duration) {
        return duration.toSeconds() + duration.toNanosPart() / 1e9;
    }
}
