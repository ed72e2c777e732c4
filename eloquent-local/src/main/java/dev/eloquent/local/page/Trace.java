package dev.eloquent.local.page;

import dev.eloquent.local.otlp.ReceivedSpan;
import dev.eloquent.local.otlp.SpanStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The spans of one trace, of which some may not have arrived, and which may say of each other what cannot be.
 *
 * @param spans at least one, by their start
 */
record Trace(String id, List<ReceivedSpan> spans) {
    /** In the order of their first arrival. */
    static List<Trace> of(List<ReceivedSpan> spans) {
        Map<String, List<ReceivedSpan>> traces = new LinkedHashMap<>();
        spans.forEach(span ->
                traces.computeIfAbsent(span.traceId(), any -> new ArrayList<>()).add(span));
        return traces.entrySet().stream()
                .map(entry -> new Trace(entry.getKey(), byStart(entry.getValue())))
                .toList();
    }

    private static List<ReceivedSpan> byStart(List<ReceivedSpan> spans) {
        return spans.stream().sorted(Comparator.comparing(ReceivedSpan::start)).toList();
    }

    Instant start() {
        return spans.get(0).start();
    }

    /** From the first start to the last end. */
    Duration duration() {
        Instant end = spans.stream()
                .map(ReceivedSpan::end)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return Duration.between(start(), end);
    }

    long errors() {
        return spans.stream().filter(Trace::isError).count();
    }

    static boolean isError(ReceivedSpan span) {
        return span.status() == SpanStatus.ERROR;
    }

    /** Of what the span came from, empty if it does not say. */
    static String service(ReceivedSpan span) {
        return String.valueOf(span.resource().getOrDefault("service.name", ""));
    }

    /** The span without a parent, or the first one whose parent did not arrive. */
    ReceivedSpan root() {
        return spans.stream()
                .filter(span -> span.parentSpanId().isEmpty())
                .findFirst()
                .orElseGet(() -> rows().get(0).span());
    }

    /**
     * Every span once, each parent before its children, children by their start. What hangs on a span that did not
     * arrive, or in a circle, comes at the top.
     */
    List<Row> rows() {
        Set<String> ids = new HashSet<>();
        Map<String, List<ReceivedSpan>> children = new HashMap<>();
        for (ReceivedSpan span : spans) {
            ids.add(span.spanId());
            span.parentSpanId()
                    .ifPresent(parent -> children.computeIfAbsent(parent, any -> new ArrayList<>())
                            .add(span));
        }
        Set<ReceivedSpan> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Row> rows = new ArrayList<>(spans.size());
        for (ReceivedSpan span : spans) {
            if (span.parentSpanId().filter(ids::contains).isEmpty()) {
                descend(span, children, seen, rows);
            }
        }
        // Those left are in circles.
        spans.forEach(span -> descend(span, children, seen, rows));
        return rows;
    }

    /** Not by recursion: a trace may be as deep as it has spans. */
    private static void descend(
            ReceivedSpan top, Map<String, List<ReceivedSpan>> children, Set<ReceivedSpan> seen, List<Row> rows) {
        boolean lost = top.parentSpanId().isPresent();
        Deque<Row> left = new ArrayDeque<>(List.of(new Row(top, 0, lost)));
        while (!left.isEmpty()) {
            Row row = left.pop();
            if (seen.add(row.span())) {
                rows.add(row);
                List<ReceivedSpan> below = children.getOrDefault(row.span().spanId(), List.of());
                for (int i = below.size() - 1; i >= 0; i--) {
                    left.push(new Row(below.get(i), row.depth() + 1, false));
                }
            }
        }
    }

    /**
     * A span in its place.
     *
     * @param depth 0 at the top
     * @param lost whether it has a parent that cannot be shown above it
     */
    record Row(ReceivedSpan span, int depth, boolean lost) {}
}
