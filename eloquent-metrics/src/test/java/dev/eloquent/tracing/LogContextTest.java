package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** The explicit scope; what wraps the storage of the whole JVM needs a JVM of its own. */
final class LogContextTest {
    @Test
    @SuppressWarnings("try") // the scope is only closed
    void theIdsAreThereWithinTheScope() {
        SpanContext span = SpanContext.create(
                "5759e988bd862e3fe1be46a994272793",
                "53995c3f42cd8ad8",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        MDC.put("trace_id", "before");
        try (Scope ignored = LogContext.with(Context.root().with(Span.wrap(span)))) {
            assertThat(MDC.get("trace_id")).isEqualTo("5759e988bd862e3fe1be46a994272793");
            assertThat(MDC.get("span_id")).isEqualTo("53995c3f42cd8ad8");
            assertThat(MDC.get("AWS-XRAY-TRACE-ID")).isEqualTo("1-5759e988-bd862e3fe1be46a994272793@53995c3f42cd8ad8");
        }
        assertThat(MDC.get("trace_id")).isEqualTo("before");
        assertThat(MDC.get("span_id")).isNull();
        assertThat(MDC.get("AWS-XRAY-TRACE-ID")).isNull();
        MDC.remove("trace_id");
    }
}
