package dev.eloquent.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.otlp.InstrumentationScope;
import dev.eloquent.local.otlp.ReceivedSpan;
import dev.eloquent.local.otlp.SpanKind;
import dev.eloquent.local.otlp.SpanStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What no tracer sends, but anybody can. */
final class TraceTest {
    private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");

    @Test
    void showsEverySpanOfACircleOnce() {
        Trace trace = trace(span("a", "b", 0), span("b", "c", 1), span("c", "a", 2), span("self", "self", 3));
        assertThat(trace.rows())
                .extracting(row -> row.span().spanId() + " " + row.depth() + " " + row.lost())
                .containsExactly("a 0 true", "c 1 false", "b 2 false", "self 0 true");
        assertThat(trace.root().spanId()).isEqualTo("a");
    }

    @Test
    void showsASpanThatCameTwiceTwice() {
        assertThat(trace(span("a", "", 0), span("a", "", 0), span("b", "a", 1)).rows())
                .extracting(row -> row.span().spanId() + " " + row.depth())
                .containsExactly("a 0", "b 1", "a 0");
    }

    @Test
    void isAsDeepAsItMustBe() {
        List<ReceivedSpan> spans = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            spans.add(span("s" + i, i == 0 ? "" : "s" + (i - 1), i));
        }
        List<Trace.Row> rows = new Trace("t", spans).rows();
        assertThat(rows).hasSize(20_000);
        assertThat(rows.get(19_999).depth()).isEqualTo(19_999);
    }

    @Test
    void measuresFromTheFirstStartToTheLastEndHoweverWrongClocksAre() {
        ReceivedSpan before = span("a", "", 0, Instant.EPOCH);
        assertThat(new Trace("t", List.of(before)).duration()).isNegative();
        ReceivedSpan far = span("b", "", 0, Instant.ofEpochSecond(18_446_744_073L));
        assertThat(new Waterfall(new Trace("t", List.of(far)))
                        .write()
                        .get("duration")
                        .asDouble())
                .isGreaterThan(1e9);
    }

    private static Trace trace(ReceivedSpan... spans) {
        return Trace.of(List.of(spans)).get(0);
    }

    private static ReceivedSpan span(String id, String parent, int millis) {
        return span(id, parent, millis, START.plusMillis(millis + 1L));
    }

    private static ReceivedSpan span(String id, String parent, int millis, Instant end) {
        return new ReceivedSpan(
                "t",
                id,
                Optional.of(parent).filter(text -> !text.isEmpty()),
                "",
                "name",
                SpanKind.INTERNAL,
                START.plusMillis(millis),
                end,
                SpanStatus.UNSET,
                "",
                Map.of(),
                List.of(),
                List.of(),
                Map.of(),
                new InstrumentationScope("", "", Map.of()));
    }
}
