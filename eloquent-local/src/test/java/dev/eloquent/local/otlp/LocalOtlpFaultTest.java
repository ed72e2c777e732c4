package dev.eloquent.local.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.Fault;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What OpenTelemetry's exporter makes of faults; each time, the same export without the fault succeeds. */
final class LocalOtlpFaultTest {
    private final LocalOtlp otlp = LocalOtlp.collector().start();

    @AfterEach
    void close() {
        otlp.close();
    }

    @Test
    void answersTooBusyAndIsAskedAgain() {
        otlp.faults().next(1, Fault.status(503).header("Retry-After", "0"));
        assertThat(export(patient()).isSuccess()).isTrue();
        assertThat(otlp.requests().answered(503)).isEqualTo(1);
        assertThat(otlp.requests().answered(200)).isEqualTo(1);
        assertThat(otlp.spans()).hasSize(1);
    }

    @Test
    void losesTheSpansOfWhoDoesNotAskAgain() {
        otlp.faults().next(1, Fault.status(503).header("Retry-After", "0"));
        assertThat(export(Exporters.spans(otlp).setRetryPolicy(null)).isSuccess())
                .isFalse();
        assertThat(otlp.spans()).isEmpty();
        succeedsWithoutTheFault();
    }

    @Test
    void hangs() {
        otlp.faults().next(1, Fault.silence());
        assertThat(export(impatient()).isSuccess()).isFalse();
        assertThat(otlp.spans()).isEmpty();
        succeedsWithoutTheFault();
    }

    @Test
    void resetsTheConnection() {
        otlp.faults().next(1, Fault.reset());
        assertThat(export(impatient()).isSuccess()).isFalse();
        assertThat(otlp.spans()).isEmpty();
        succeedsWithoutTheFault();
    }

    /** The answer is lost, the spans are not: whoever sends them again sends them twice. */
    @Test
    void takesWhatItDoesNotAnswerInTime() {
        otlp.faults().next(1, Fault.delay(Duration.ofMinutes(5)));
        assertThat(export(impatient()).isSuccess()).isFalse();
        assertThat(otlp.spans()).hasSize(1);
        succeedsWithoutTheFault();
        assertThat(otlp.spans()).hasSize(2);
    }

    private void succeedsWithoutTheFault() {
        assertThat(export(impatient()).isSuccess()).isTrue();
        assertThat(otlp.spans()).isNotEmpty();
    }

    private OtlpHttpSpanExporterBuilder patient() {
        return Exporters.spans(otlp)
                .setRetryPolicy(RetryPolicy.builder()
                        .setInitialBackoff(Duration.ofMillis(10))
                        .setMaxBackoff(Duration.ofMillis(20))
                        .build());
    }

    private OtlpHttpSpanExporterBuilder impatient() {
        return Exporters.spans(otlp).setRetryPolicy(null).setTimeout(Duration.ofSeconds(2));
    }

    private static CompletableResultCode export(OtlpHttpSpanExporterBuilder settings) {
        try (OtlpHttpSpanExporter exporter = settings.build()) {
            return exporter.export(Exporters.ended(1)).join(20, TimeUnit.SECONDS);
        }
    }
}
