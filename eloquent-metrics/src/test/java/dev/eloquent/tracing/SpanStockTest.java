package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a flush waits for. */
final class SpanStockTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(new NoDelivery()) // without any there would be no spans
            .build();
    private final SpanStock spans = new SpanStock(100, 20, Duration.ofMinutes(1), LONG, System::nanoTime);

    private void offer(int some) {
        for (int i = 0; i < some; i++) {
            spans.queue()
                    .offer((ReadableSpan) provider.get("test").spanBuilder("x").startSpan());
        }
    }

    /** Within a batch the later spans may be settled before the earlier. */
    @Test
    void aFlushWaitsForTheWholeBatchThatItsSpansAreIn() throws Exception {
        FutureTask<DeliveryReport> flush = new FutureTask<>(() -> spans.flush(LONG));
        offer(10);
        Thread thread = new Thread(flush);
        thread.start();
        Awaitility.await().atMost(LONG).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        offer(10);
        assertThat(spans.queue().take()).hasSize(20);
        spans.books().sent(10);
        thread.join(100);
        assertThat(flush.isDone()).isFalse();
        spans.books().lost(false, "too large", 10);
        assertThat(flush.get()).hasToString("10 sent, 10 dropped, 0 uncertain, 0 waiting [10 dropped: too large]");
    }

    @Test
    void ofABatchThatIsGivenUpOnlyWhatWasOnItsWayIsUncertain() throws InterruptedException {
        offer(20);
        assertThat(spans.queue().take()).hasSize(20);
        spans.books().sent(3);
        spans.books().mayHaveArrived(8);
        spans.books().restLost("a fault");
        assertThat(spans.totals())
                .hasToString("3 sent, 9 dropped, 8 uncertain, 0 waiting [8 uncertain: a fault, 9 dropped: a fault]");
    }

    @Test
    void onlyWhatIsOnItsWayIsUncertainAtTheEnd() throws InterruptedException {
        offer(30);
        assertThat(spans.queue().take()).hasSize(20);
        spans.books().mayHaveArrived(8);
        spans.books().sent(3);
        spans.close(Duration.ZERO);
        assertThat(spans.totals())
                .hasToString("3 sent, 22 dropped, 5 uncertain, 0 waiting [5 uncertain: no time was left at the close,"
                        + " 22 dropped: no time was left at the close]");
    }
}
