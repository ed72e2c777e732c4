package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.local.otlp.ReceivedSpan;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A request that is refused for what is in it costs the span that it is about, not those that go with it. */
final class RefusedSpansTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String REGION = "eu-central-1";
    private static final StaticCredentialsProvider KEY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));

    private final LocalOtlp aws = LocalOtlp.aws(REGION).start();
    private final Receiver receiver;

    RefusedSpansTest() throws IOException {
        receiver = new Receiver();
    }

    @AfterEach
    void close() {
        aws.close();
        receiver.close();
    }

    private TraceDestination xRay() {
        return TraceDestination.xRay(REGION, aws.endpoint()).credentials(KEY);
    }

    private TracingBuilder traced() {
        return Traced.to(TraceDestination.collector(receiver.address()));
    }

    /** 999 small spans, and in their midst one of 240,000 bytes. */
    private static void oneTooLarge(OpenTelemetry openTelemetry) {
        Traced.spans(openTelemetry, 700);
        Span large = openTelemetry.getTracer("test").spanBuilder("large").startSpan();
        for (int i = 0; i < 60; i++) {
            large.setAttribute("key" + i, "x".repeat(4_000));
        }
        large.end();
        Traced.spans(openTelemetry, 299);
    }

    @Test
    void aSpanThatIsTooLargeForXRayIsDroppedAloneAndTheOthersArrive() throws InterruptedException {
        try (Tracing tracing = Traced.to(xRay()).start()) {
            oneTooLarge(tracing.openTelemetry());
            DeliveryReport report = tracing.flush(LONG);
            assertThat(report.sent()).isEqualTo(999);
            assertThat(report.losses()).singleElement().satisfies(loss -> {
                assertThat(loss.spans()).isEqualTo(1);
                assertThat(loss.uncertain()).isFalse();
                assertThat(loss.why()).startsWith("400 a span must have at most 200000 bytes, had 24");
            });
            assertThat(tracing.totals()).hasToString(report.toString());
        }
        assertThat(aws.spans()).hasSize(999).extracting(ReceivedSpan::spanId).doesNotHaveDuplicates();
    }

    /** Control: sent as one request, undivided, all thousand are lost. */
    @Test
    void control_undividedTheRequestIsLostWhole() throws InterruptedException {
        CollectedSpans collected = new CollectedSpans();
        oneTooLarge(collected.openTelemetry(TextMapPropagator.noop()));
        assertThat(new SpanEncoder(5_000_000).encode(collected.all()))
                .isInstanceOfSatisfying(SpanEncoder.Message.class, message -> {
                    try {
                        assertThat(once(message)).isInstanceOf(Answer.Unfit.class);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        assertThat(collected.all()).hasSize(1_000);
        assertThat(aws.spans()).isEmpty();
    }

    private Answer once(SpanEncoder.Message message) throws InterruptedException {
        Post post = new Post(xRay().address(), Map.of(), xRay().signer(), new Skew(Clock.systemUTC()));
        try {
            return post.exchange(message, LONG);
        } finally {
            post.close();
        }
    }

    /** X-Ray wants the spans of a request to begin within 24 hours; a consumer that ran for two days has just ended. */
    @Test
    void spansOfDifferentDaysAreSentApart() throws InterruptedException {
        try (Tracing tracing = Traced.to(xRay()).start()) {
            Tracer tracer = tracing.openTelemetry().getTracer("test");
            Traced.spans(tracer, 20);
            tracer.spanBuilder("two days")
                    .setStartTimestamp(Instant.now().minus(Duration.ofDays(2)))
                    .startSpan()
                    .end();
            Traced.spans(tracer, 20);
            assertThat(tracing.flush(LONG)).hasToString("41 sent, 0 dropped, 0 uncertain, 0 waiting");
        }
        assertThat(aws.spans()).hasSize(41).extracting(ReceivedSpan::spanId).doesNotHaveDuplicates();
    }

    @Test
    void whatIsTooLargeAsAWholeIsDividedToo() throws InterruptedException {
        receiver.then(Receiver.status(413));
        try (Tracing tracing = traced().start()) {
            Traced.spans(tracing.openTelemetry(), 20);
            assertThat(tracing.flush(LONG)).hasToString("20 sent, 0 dropped, 0 uncertain, 0 waiting");
        }
        assertThat(receiver.all()).hasSize(3);
    }

    /** Such as X-Ray without Transaction Search: it is not asked a thousand times for each batch. */
    @Test
    void whoRefusesEverythingIsAskedAFewTimes() throws InterruptedException {
        receiver.usually(Receiver.status(400));
        try (Tracing tracing = traced().start()) {
            Traced.spans(tracing.openTelemetry(), 2_000);
            assertThat(tracing.flush(LONG))
                    .hasToString("0 sent, 2000 dropped, 0 uncertain, 0 waiting [2000 dropped: 400 because]");
            assertThat(receiver.all())
                    .as("31 for the first batch, 5 for the next")
                    .hasSize(36);
            receiver.usually(Receiver.OK);
            receiver.then(Receiver.status(400));
            Traced.spans(tracing.openTelemetry(), 1_000);
            assertThat(tracing.flush(LONG)).hasToString("1000 sent, 0 dropped, 0 uncertain, 0 waiting");
        }
    }

    @Test
    void aCloseInTheMidstOfItEndsInTimeAndTellsOfTheRest() throws InterruptedException {
        Tracing tracing = traced().start();
        Traced.warmUp(tracing);
        receiver.then(Receiver.status(400)).usually(receiver.hang());
        Traced.spans(tracing.openTelemetry(), 1_000);
        long begin = System.nanoTime();
        assertThat(tracing.close(Duration.ofSeconds(1)))
                .hasToString("0 sent, 500 dropped, 500 uncertain, 0 waiting"
                        + " [500 uncertain: no time was left at the close,"
                        + " 500 dropped: no time was left at the close]");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        assertThat(receiver.all()).hasSize(3);
    }

    /** The answer that did not come may have been a yes. */
    @Test
    void whatMayHaveArrivedBeforeIsUncertainInParts() throws InterruptedException {
        Tracing tracing = traced().start();
        Traced.warmUp(tracing);
        receiver.then(Receiver.reset(), Receiver.status(400), Receiver.OK).usually(receiver.hang());
        Traced.spans(tracing.openTelemetry(), 100);
        assertThat(tracing.close(Duration.ofSeconds(2)))
                .hasToString("50 sent, 0 dropped, 50 uncertain, 0 waiting"
                        + " [50 uncertain: no time was left at the close]");
    }
}
