package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of spans, whatever the receiver does; beside what OpenTelemetry's own processor says of the same. */
final class DeliveryTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final Receiver receiver;

    DeliveryTest() throws IOException {
        receiver = new Receiver();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private TracingBuilder traced() {
        return Traced.to(TraceDestination.collector(receiver.address()));
    }

    /** An outage that is over by then: the pause after its last answer is not. */
    @Test
    void aCloseTriesOnceMoreThoughThePauseIsLonger() throws InterruptedException {
        receiver.then(Receiver.status(503)).usually(Receiver.OK);
        Tracing tracing = traced().delay(Duration.ofMillis(1))
                .time(Clock.systemUTC(), new Backoff(Duration.ofHours(1), Duration.ofHours(1), () -> 0.5))
                .patience(Duration.ofHours(1))
                .start();
        Traced.spans(tracing.openTelemetry(), 3);
        Awaitility.await().atMost(LONG).until(() -> receiver.all().size() == 1);
        assertThat(tracing.close(Duration.ofSeconds(3))).hasToString("3 sent, 0 dropped, 0 uncertain, 0 waiting");
    }

    @Test
    void whatEndedIsSentAndCounted() throws InterruptedException {
        try (Tracing tracing = traced().resource(() -> Attributes.of(AttributeKey.stringKey("aws.ecs.task.id"), "t-1"))
                .start()) {
            Traced.spans(tracing.openTelemetry(), 2_500);
            assertThat(tracing.flush(LONG)).hasToString("2500 sent, 0 dropped, 0 uncertain, 0 waiting");
            assertThat(tracing.totals()).hasToString("2500 sent, 0 dropped, 0 uncertain, 0 waiting");
        }
        assertThat(receiver.answered()).hasSize(2_500).doesNotHaveDuplicates();
        assertThat(receiver.all()).hasSize(3).allSatisfy(got -> {
            assertThat(got.path()).isEqualTo("/v1/traces");
            assertThat(got.headers()).containsEntry("content-encoding", "gzip").doesNotContainKey("authorization");
        });
        assertThat(receiver.all()
                        .get(0)
                        .request()
                        .getResourceSpans(0)
                        .getResource()
                        .getAttributesList())
                .extracting(attribute ->
                        attribute.getKey() + "=" + attribute.getValue().getStringValue())
                .contains(
                        "service.name=shop",
                        "service.version=1.0",
                        "deployment.environment.name=test",
                        "aws.ecs.task.id=t-1");
    }

    @Test
    void spansThatWaitAreSentAfterTheDelay() {
        try (Tracing tracing = traced().delay(Duration.ofMillis(20)).start()) {
            Traced.spans(tracing.openTelemetry(), 3);
            Awaitility.await().atMost(LONG).until(() -> receiver.answered().size() == 3);
        }
    }

    @Test
    void anErrorCostsItsBatchAndNotThoseThatFollow() throws InterruptedException {
        AtomicBoolean failed = new AtomicBoolean();
        try (Tracing tracing = traced().batch(10)
                .resource(() -> {
                    if (failed.compareAndSet(false, true)) {
                        throw new NoClassDefFoundError("com/example/Missing");
                    }
                    return Attributes.empty();
                })
                .start()) {
            Traced.spans(tracing.openTelemetry(), 20);
            // The first batch may be over before the flush, which tells of what it has waited for.
            assertThat(tracing.flush(LONG).waiting()).isZero();
            assertThat(tracing.totals())
                    .hasToString("10 sent, 10 dropped, 0 uncertain, 0 waiting"
                            + " [10 dropped: they could not be encoded: com/example/Missing]");
        }
    }

    @Test
    void aFullBatchGoesBeforeTheDelay() {
        try (Tracing tracing = traced().batch(10).start()) {
            Traced.spans(tracing.openTelemetry(), 10);
            Awaitility.await().atMost(LONG).until(() -> receiver.answered().size() == 10);
        }
    }

    @Test
    void whatIsRefusedForATimeIsSentAgain() throws InterruptedException {
        receiver.then(Receiver.status(503), Receiver.status(429), Receiver.status(502), Receiver.status(504));
        try (Tracing tracing = traced().start()) {
            Traced.spans(tracing.openTelemetry(), 5);
            assertThat(tracing.flush(LONG)).hasToString("5 sent, 0 dropped, 0 uncertain, 0 waiting");
        }
        assertThat(receiver.all()).hasSize(5);
        assertThat(receiver.answered()).hasSize(5);
    }

    @Test
    void retryAfterIsKept() throws InterruptedException {
        receiver.then(Receiver.status(503, "Retry-After", "1"));
        try (Tracing tracing = traced().start()) {
            Traced.spans(tracing.openTelemetry(), 5);
            long begin = System.nanoTime();
            assertThat(tracing.flush(LONG).complete()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void whoAsksForALongerPauseThanPatienceIsAskedOnceMoreAtItsEnd() throws InterruptedException {
        receiver.then(Receiver.status(503, "Retry-After", "600"));
        try (Tracing tracing = traced().patience(Duration.ofMillis(500)).start()) {
            Traced.spans(tracing.openTelemetry(), 5);
            long begin = System.nanoTime();
            assertThat(tracing.flush(LONG)).hasToString("5 sent, 0 dropped, 0 uncertain, 0 waiting");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
        }
        assertThat(receiver.all()).hasSize(2);
    }

    @Test
    void aPauseThatWouldEndAfterTheCloseIsNotWaitedFor() throws InterruptedException {
        receiver.usually(Receiver.status(503, "Retry-After", "60"));
        Tracing tracing = traced().start();
        Traced.spans(tracing.openTelemetry(), 5);
        assertThat(tracing.close(LONG))
                .hasToString("0 sent, 5 dropped, 0 uncertain, 0 waiting [5 dropped: 503 because]");
        assertThat(receiver.all()).hasSize(1);
    }

    @Test
    void whatIsRefusedForGoodIsDroppedWithTheReasonAndTheNextIsSent() throws InterruptedException {
        receiver.then(Receiver.status(404));
        try (Tracing tracing = traced().batch(10).start()) {
            Traced.spans(tracing.openTelemetry(), 20);
            assertThat(tracing.flush(LONG))
                    .hasToString("10 sent, 10 dropped, 0 uncertain, 0 waiting [10 dropped: 404 because]");
        }
    }

    @Test
    void aKeyThatTheReceiverRepeatsIsNotInTheReason() throws InterruptedException {
        receiver.usually(exchange ->
                Receiver.answer(exchange, 401, "no such key: planted-key".getBytes(StandardCharsets.UTF_8)));
        TraceDestination vendor =
                TraceDestination.collector(receiver.address(), Map.of("Authorization", "Bearer planted-key"));
        try (Tracing tracing = Traced.to(vendor).start()) {
            Traced.spans(tracing.openTelemetry(), 1);
            assertThat(tracing.flush(LONG).losses()).extracting(SpanLoss::why).containsExactly("401 no such key: ***");
        }
        assertThat(receiver.all().get(0).headers()).containsEntry("authorization", "Bearer planted-key");
    }

    @Test
    void aPartialSuccessIsCounted() throws InterruptedException {
        receiver.then(Receiver.partial(3, "too old"));
        try (Tracing tracing = traced().start()) {
            Traced.spans(tracing.openTelemetry(), 10);
            assertThat(tracing.flush(LONG))
                    .hasToString("7 sent, 3 dropped, 0 uncertain, 0 waiting"
                            + " [3 dropped: the receiver rejected them: too old]");
        }
    }

    @Test
    void aMessageThatIsTooLongIsDividedAndASpanThatIsTooLongDropped() throws InterruptedException {
        try (Tracing tracing = traced().mostBytes(20_000).start()) {
            Traced.spans(tracing.openTelemetry(), 900);
            var large = tracing.openTelemetry()
                    .getTracer("test")
                    .spanBuilder("large")
                    .startSpan();
            for (int i = 0; i < 20; i++) {
                large.setAttribute("key" + i, "x".repeat(4_000));
            }
            large.end();
            assertThat(tracing.flush(LONG))
                    .hasToString("900 sent, 1 dropped, 0 uncertain, 0 waiting"
                            + " [1 dropped: one span is larger than the receiver takes]");
        }
        assertThat(receiver.all())
                .hasSizeGreaterThan(2)
                .allSatisfy(got -> assertThat(got.plain()).hasSizeLessThanOrEqualTo(20_000));
        assertThat(receiver.answered()).hasSize(900).doesNotHaveDuplicates();
    }

    @Test
    void aFullQueueDropsAndCounts() throws InterruptedException {
        receiver.usually(receiver.hang());
        Tracing tracing = traced().batch(10).queue(20).start();
        Traced.spans(tracing.openTelemetry(), 10);
        Awaitility.await().atMost(LONG).until(() -> receiver.all().size() == 1);
        Traced.spans(tracing.openTelemetry(), 25);
        assertThat(tracing.totals())
                .hasToString("0 sent, 5 dropped, 0 uncertain, 30 waiting [5 dropped: the queue was full]");
        assertThat(tracing.close(Duration.ZERO))
                .hasToString("0 sent, 20 dropped, 10 uncertain, 0 waiting"
                        + " [10 uncertain: no time was left at the close,"
                        + " 20 dropped: no time was left at the close]");
    }

    @Test
    void aHungReceiverHoldsNoFlush() throws Exception {
        receiver.usually(receiver.hang());
        try (Tracing tracing = traced().start()) {
            Traced.spans(tracing.openTelemetry(), 30);
            Punctuality.endsBy(SHORT, () -> {
                long began = System.nanoTime();
                DeliveryReport report = tracing.flush(SHORT);
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                assertThat(report).hasToString("0 sent, 0 dropped, 0 uncertain, 30 waiting");
                assertThat(took).isGreaterThanOrEqualTo(SHORT);
                return took;
            });
            tracing.close(Duration.ZERO);
        }
    }

    @Test
    void aHungReceiverHoldsNoClose() throws Exception {
        Punctuality.endsBy(SHORT, () -> {
            receiver.usually(Receiver.OK);
            Tracing tracing = traced().batch(10).start();
            Traced.warmUp(tracing);
            receiver.usually(receiver.hang());
            Traced.spans(tracing.openTelemetry(), 30);
            long began = System.nanoTime();
            DeliveryReport report = tracing.close(SHORT);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertThat(report)
                    .hasToString("0 sent, 20 dropped, 10 uncertain, 0 waiting"
                            + " [10 uncertain: no time was left at the close,"
                            + " 20 dropped: no time was left at the close]");
            assertThat(took).isGreaterThanOrEqualTo(SHORT);
            Traced.spans(tracing.openTelemetry(), 1); // OpenTelemetry makes no spans any more
            return took;
        });
        Awaitility.await()
                .atMost(LONG)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("eloquent-tracing")));
    }

    @Test
    void aDeadlineThatNoClockCountsToIsADay() throws InterruptedException {
        Duration forever = ChronoUnit.FOREVER.getDuration();
        Tracing tracing = traced().start();
        Traced.spans(tracing.openTelemetry(), 5);
        assertThat(tracing.flush(forever)).hasToString("5 sent, 0 dropped, 0 uncertain, 0 waiting");
        Traced.spans(tracing.openTelemetry(), 5);
        assertThat(tracing.flush(forever.negated())).hasToString("0 sent, 0 dropped, 0 uncertain, 5 waiting");
        assertThat(tracing.close(Duration.ofNanos(Long.MAX_VALUE)).sent()).isEqualTo(5);
    }

    @Test
    void aResetIsRepeatedAndUncertainWhenThereIsNoTime() throws InterruptedException {
        receiver.then(Receiver.reset());
        try (Tracing tracing = traced().start()) {
            Traced.spans(tracing.openTelemetry(), 5);
            assertThat(tracing.flush(LONG).sent()).isEqualTo(5);
        }
        receiver.usually(Receiver.reset());
        Tracing tracing = traced().patience(Duration.ofMillis(50)).start();
        Traced.spans(tracing.openTelemetry(), 5);
        DeliveryReport report = tracing.close(LONG);
        assertThat(report.uncertain()).isEqualTo(5);
        assertThat(report.dropped()).isZero();
    }

    @Test
    void whereNobodyListensNothingIsUncertain() throws InterruptedException {
        receiver.close();
        Tracing tracing = traced().patience(Duration.ofMillis(50)).start();
        Traced.spans(tracing.openTelemetry(), 5);
        DeliveryReport report = tracing.close(LONG);
        assertThat(report.dropped()).isEqualTo(5);
        assertThat(report.losses())
                .singleElement()
                .satisfies(loss -> assertThat(loss.why()).startsWith("ConnectException"));
    }

    @Test
    void tenClosesUnderLoadLoseNothingThatWasNotCounted() throws InterruptedException {
        HashSet<String> arrived = new HashSet<>();
        for (int round = 0; round < 10; round++) {
            receiver.then(Receiver.status(503));
            int before = receiver.answered().size();
            Tracing tracing = traced().batch(100).queue(100_000).start();
            Thread[] load = new Thread[4];
            for (int i = 0; i < load.length; i++) {
                load[i] = new Thread(() -> Traced.spans(tracing.openTelemetry(), 2_000));
                load[i].start();
            }
            Awaitility.await().atMost(LONG).until(() -> tracing.totals().sent() > 0);
            tracing.close(LONG);
            for (Thread thread : load) {
                thread.join();
            }
            DeliveryReport totals = tracing.totals();
            assertThat(totals.waiting()).isZero();
            assertThat(totals.uncertain()).isZero();
            List<String> answered = receiver.answered();
            assertThat(totals.sent()).isEqualTo(answered.size() - before);
            arrived.addAll(answered);
            assertThat(arrived).hasSameSizeAs(answered);
        }
    }

    /** Also by OpenTelemetry's own door the answer is true. */
    @Test
    void forceFlushSaysWhatIsTrue() {
        receiver.usually(Receiver.status(400));
        try (Tracing tracing = traced().start()) {
            Traced.spans(tracing.openTelemetry(), 5);
            CompletableResultCode code = ((io.opentelemetry.sdk.OpenTelemetrySdk) tracing.openTelemetry())
                    .getSdkTracerProvider()
                    .forceFlush();
            assertThat(code.join(20, TimeUnit.SECONDS).isSuccess()).isFalse();
        }
    }

    /** Control: with OpenTelemetry's own every span is lost, and it says that all is well. */
    @Test
    void control_thePlainProcessorSaysSuccessOfSpansThatAreLost() {
        for (Receiver.Reaction fault :
                List.of(Receiver.status(503), Receiver.status(400), receiver.hang(), Receiver.reset())) {
            receiver.usually(fault);
            try (SdkTracerProvider plain = Traced.plain(receiver.address())) {
                Traced.spans(plain.get("test"), 5);
                CompletableResultCode code = plain.forceFlush().join(60, TimeUnit.SECONDS);
                assertThat(code.isSuccess()).isTrue();
            }
        }
        assertThat(receiver.answered()).isEmpty();
    }

    /** Control: a hung receiver holds the plain flush for much longer than the caller may have. */
    @Test
    void control_thePlainProcessorIsHeldByAHungReceiver() {
        receiver.usually(receiver.hang());
        try (SdkTracerProvider plain = Traced.plain(receiver.address())) {
            Traced.spans(plain.get("test"), 5);
            assertThat(plain.forceFlush().join(400, TimeUnit.MILLISECONDS).isDone())
                    .isFalse();
        }
    }
}
