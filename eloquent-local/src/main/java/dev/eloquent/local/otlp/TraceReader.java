package dev.eloquent.local.otlp;

import dev.eloquent.local.otlp.Kept.Weighed;
import dev.eloquent.local.server.ServiceFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an ExportTraceServiceRequest. */
final class TraceReader {
    static final int MOST_SPANS = 10_000;

    private static final int TRACE_ID = 16;
    private static final int SPAN_ID = 8;

    private final List<Weighed<ReceivedSpan>> spans = new ArrayList<>();

    private TraceReader() {}

    static List<Weighed<ReceivedSpan>> read(byte[] body) {
        TraceReader reader = new TraceReader();
        Envelope.read(ProtoReader.of(body), reader::span);
        return reader.spans;
    }

    private void span(ProtoReader in, Map<String, Object> resource, InstrumentationScope scope) {
        if (spans.size() == MOST_SPANS) {
            throw new ServiceFault(400, "a request must have at most " + MOST_SPANS + " spans: send fewer at once");
        }
        int length = in.left();
        int before = in.messages();
        ReceivedSpan span = readSpan(in, resource, scope);
        spans.add(Weighed.of(span, length, in.messages() - before));
    }

    private static ReceivedSpan readSpan(ProtoReader in, Map<String, Object> resource, InstrumentationScope scope) {
        String traceId = "";
        String spanId = "";
        Optional<String> parent = Optional.empty();
        String traceState = "";
        String name = "";
        SpanKind kind = SpanKind.UNSPECIFIED;
        Instant start = Instant.EPOCH;
        Instant end = Instant.EPOCH;
        Status status = Status.NONE;
        Map<String, Object> attributes = new HashMap<>();
        List<SpanEvent> events = new ArrayList<>();
        List<SpanLink> links = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> traceId = id(in.bytes(), TRACE_ID, "trace_id");
                case 2 -> spanId = id(in.bytes(), SPAN_ID, "span_id");
                case 3 -> traceState = in.text();
                case 4 -> parent = parent(in.bytes());
                case 5 -> name = in.text();
                case 6 -> kind = SpanKind.of(in.varint());
                case 7 -> start = AttributeReader.time(in);
                case 8 -> end = AttributeReader.time(in);
                case 9 -> AttributeReader.attribute(in.message(), attributes);
                case 11 -> events.add(event(in.message()));
                case 13 -> links.add(link(in.message()));
                case 15 -> status = status(in.message());
                default -> in.skip();
            }
        }
        check(traceId, "trace_id", TRACE_ID);
        check(spanId, "span_id", SPAN_ID);
        return new ReceivedSpan(
                traceId,
                spanId,
                parent,
                traceState,
                name,
                kind,
                start,
                end,
                status.code(),
                status.message(),
                attributes,
                events,
                links,
                resource,
                scope);
    }

    private static SpanEvent event(ProtoReader in) {
        Instant at = Instant.EPOCH;
        String name = "";
        Map<String, Object> attributes = new HashMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> at = AttributeReader.time(in);
                case 2 -> name = in.text();
                case 3 -> AttributeReader.attribute(in.message(), attributes);
                default -> in.skip();
            }
        }
        return new SpanEvent(at, name, attributes);
    }

    private static SpanLink link(ProtoReader in) {
        String traceId = "";
        String spanId = "";
        Map<String, Object> attributes = new HashMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> traceId = id(in.bytes(), TRACE_ID, "trace_id");
                case 2 -> spanId = id(in.bytes(), SPAN_ID, "span_id");
                case 4 -> AttributeReader.attribute(in.message(), attributes);
                default -> in.skip();
            }
        }
        return new SpanLink(traceId, spanId, attributes);
    }

    private static Status status(ProtoReader in) {
        String message = "";
        SpanStatus code = SpanStatus.UNSET;
        while (in.next()) {
            switch (in.field()) {
                case 2 -> message = in.text();
                case 3 -> code = SpanStatus.of(in.varint());
                default -> in.skip();
            }
        }
        return new Status(code, message);
    }

    private static Optional<String> parent(byte[] bytes) {
        return bytes.length == 0 ? Optional.empty() : Optional.of(id(bytes, SPAN_ID, "parent_span_id"));
    }

    private static String id(byte[] bytes, int length, String name) {
        if (bytes.length != length) {
            throw ProtoReader.broken(name + " must have " + length + " bytes, had " + bytes.length);
        }
        return HexFormat.of().formatHex(bytes);
    }

    /** Of the ids of a span itself none may be missing, or zero. */
    private static void check(String id, String name, int length) {
        if (id.isEmpty() || id.equals("0".repeat(2 * length))) {
            throw ProtoReader.broken("a span must have a " + name + " that is not zero");
        }
    }

    private record Status(SpanStatus code, String message) {
        private static final Status NONE = new Status(SpanStatus.UNSET, "");
    }
}
