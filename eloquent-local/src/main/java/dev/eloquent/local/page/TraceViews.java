package dev.eloquent.local.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.local.otlp.ReceivedSpan;
import dev.eloquent.local.server.Json;
import dev.eloquent.local.server.ServiceFault;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/** The traces as the page asks for them. What was grouped serves until other spans came. */
final class TraceViews {
    /** The newest; more are only counted. */
    static final int MOST_TRACES = 500;

    private final LocalOtlp otlp;
    private final InstantSource clock;
    private Grouped grouped = new Grouped(-1, 0, List.of());

    TraceViews(LocalOtlp otlp, InstantSource clock) {
        this.otlp = otlp;
        this.clock = clock;
    }

    ObjectNode list() {
        Grouped current = grouped();
        ObjectNode json = Json.object()
                .put("now", clock.millis())
                .put("endpoint", otlp.endpoint().toString())
                .put("spans", current.spans())
                .put("dropped", current.dropped())
                .put("total", current.traces().size());
        ArrayNode list = json.putArray("traces");
        current.traces().stream().limit(MOST_TRACES).forEach(trace -> write(trace, list.addObject()));
        return json;
    }

    private static void write(Trace trace, ObjectNode json) {
        ReceivedSpan root = trace.root();
        json.put("id", trace.id())
                .put("name", Cut.to(root.name(), Cut.NAME))
                .put("service", Cut.to(Trace.service(root), Cut.NAME))
                .put("whole", root.parentSpanId().isEmpty())
                .put("start", trace.start().toEpochMilli())
                .put("duration", Waterfall.seconds(trace.duration()))
                .put("spans", trace.spans().size())
                .put("errors", trace.errors());
    }

    ObjectNode waterfall(String id) {
        return grouped().traces().stream()
                .filter(trace -> trace.id().equals(id))
                .findFirst()
                .map(trace -> new Waterfall(trace).write())
                .orElseThrow(() -> new ServiceFault(404, "no spans of this trace are kept"));
    }

    private synchronized Grouped grouped() {
        // Asked before, so that what is dropped meanwhile is noticed next time.
        long dropped = otlp.droppedSpans();
        List<ReceivedSpan> spans = otlp.spans();
        if (dropped != grouped.dropped() || spans.size() != grouped.spans()) {
            grouped = Grouped.of(dropped, spans);
        }
        return grouped;
    }

    /** @param traces newest first */
    private record Grouped(long dropped, int spans, List<Trace> traces) {
        static Grouped of(long dropped, List<ReceivedSpan> spans) {
            return new Grouped(
                    dropped,
                    spans.size(),
                    Trace.of(spans).stream()
                            .sorted(Comparator.comparing(Trace::start).reversed())
                            .toList());
        }
    }
}
