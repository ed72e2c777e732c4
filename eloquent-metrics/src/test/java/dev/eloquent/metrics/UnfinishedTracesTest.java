package dev.eloquent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.Fault;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.tracing.TraceDestination;
import dev.eloquent.tracing.Tracing;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an end tells of spans whose own report is late. */
final class UnfinishedTracesTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String LATE = "it did not end in time";

    private final LocalOtlp receiver = LocalOtlp.collector().start();
    private final Tracing tracing = Tracing.of("shop", "1", "test")
            .to(TraceDestination.collector(receiver.endpoint()))
            .delay(Duration.ofMinutes(1))
            .start();

    @AfterEach
    void close() {
        tracing.close(Duration.ZERO);
        receiver.close();
    }

    private void spans(int number) {
        for (int i = 0; i < number; i++) {
            tracing.openTelemetry().getTracer("t").spanBuilder("s").startSpan().end();
        }
    }

    @Test
    void whatWasLostMeanwhileIsToldAndWhatWasBeforeIsNot() throws InterruptedException {
        receiver.faults().always(Fault.status(400));
        spans(2);
        tracing.flush(LONG);
        UnfinishedTraces since = new UnfinishedTraces(tracing);
        spans(3);
        tracing.flush(LONG);
        assertThat(since.report(true, LATE).complete()).isFalse();
        assertThat(since.report(true, LATE).dropped()).isEqualTo(3);
        assertThat(since.report(true, LATE).losses())
                .singleElement()
                .satisfies(loss -> assertThat(loss.spans()).isEqualTo(3));
    }

    @Test
    void whatWaitsIsUncertainAtTheEndAndTriedOnBefore() {
        UnfinishedTraces since = new UnfinishedTraces(tracing);
        spans(3);
        assertThat(since.report(true, LATE))
                .hasToString("0 sent, 0 dropped, 3 uncertain, 0 waiting [3 uncertain: it did not end in time]");
        assertThat(since.report(false, LATE)).hasToString("0 sent, 0 dropped, 0 uncertain, 3 waiting");
    }
}
