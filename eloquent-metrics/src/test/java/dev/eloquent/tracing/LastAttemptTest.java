package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An attempt that has what is left of a close, and no more. */
final class LastAttemptTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration CLOSE = Duration.ofHours(1);
    private static final Duration LEFT = Duration.ofMillis(200);

    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(new NoDelivery()) // without any there would be no spans
            .build();
    private final AtomicLong skipped = new AtomicLong();
    private final SpanStock spans = new SpanStock(100, 20, Duration.ofMillis(1), LONG, this::now);
    private final Receiver receiver;

    LastAttemptTest() throws IOException {
        receiver = new Receiver();
    }

    private long now() {
        return System.nanoTime() + skipped.get();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    /** The close sleeps for an hour, which the clock skips: it is sure not to be the first to notice the end. */
    @Test
    void itSaysWhatTheCloseSaysThoughItEndsFirst() throws Exception {
        receiver.usually(receiver.hang());
        spans.queue().offer((ReadableSpan) provider.get("test").spanBuilder("x").startSpan());
        List<ReadableSpan> batch = spans.queue().take();
        FutureTask<DeliveryReport> close = new FutureTask<>(() -> spans.close(CLOSE));
        Thread closing = new Thread(close);
        closing.start();
        Awaitility.await().atMost(LONG).until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        skipped.set(CLOSE.minus(LEFT).toNanos());
        assertThat(deliver(batch)).isEqualTo(new Delivery.Lost(true, "no time was left at the close"));
        assertThat(close).isNotDone();
        spans.books().lost(true, "no time was left at the close", batch.size());
        assertThat(close.get())
                .hasToString("0 sent, 0 dropped, 1 uncertain, 0 waiting [1 uncertain: no time was left at the close]");
    }

    /** Control: where no close is near it says what it knows. */
    @Test
    void control_withoutACloseItSaysHowLongItWaited() throws Exception {
        receiver.usually(receiver.hang());
        SpanStock open = new SpanStock(100, 20, Duration.ofMillis(1), LEFT, this::now);
        open.queue().offer((ReadableSpan) provider.get("test").spanBuilder("x").startSpan());
        assertThat(deliver(open, open.queue().take(), Duration.ZERO))
                .isEqualTo(new Delivery.Lost(true, "no answer within PT0.2S"));
    }

    private Delivery.Outcome deliver(List<ReadableSpan> batch) throws InterruptedException {
        return deliver(spans, batch, CLOSE);
    }

    private Delivery.Outcome deliver(SpanStock from, List<ReadableSpan> batch, Duration patience)
            throws InterruptedException {
        Post post = new Post(
                TraceDestination.collector(receiver.address()).address(),
                Map.of(),
                Signer.none(),
                new Skew(Clock.systemUTC()));
        try {
            SpanEncoder.Encoded encoded = new SpanEncoder(5_000_000)
                    .encode(batch.stream().map(ReadableSpan::toSpanData).toList());
            return new Delivery(post, from.time(), from.books(), Traced.SHORT, patience, this::now)
                    .deliver((SpanEncoder.Message) encoded, batch.size(), false);
        } finally {
            post.close();
        }
    }
}
