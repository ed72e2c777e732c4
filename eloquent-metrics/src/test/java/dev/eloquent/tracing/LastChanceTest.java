package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.opentelemetry.api.common.Attributes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A close while there is trouble: it waits for no pause of many minutes, and tries again as long as it has time. */
final class LastChanceTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String ALL_SENT = "3 sent, 0 dropped, 0 uncertain, 0 waiting";

    private final Receiver receiver = new Receiver();

    LastChanceTest() throws IOException {}

    @AfterEach
    void close() {
        receiver.close();
    }

    private TracingBuilder traced() {
        return Tracing.of("shop", "1", "test")
                .to(TraceDestination.collector(receiver.address()))
                .delay(Duration.ofMillis(1))
                .time(Clock.systemUTC(), new Backoff(Duration.ofMinutes(20), Duration.ofMinutes(20), () -> 0.5))
                .patience(Duration.ofHours(1));
    }

    private Tracing afterSoManyCalls(int calls) {
        Tracing tracing = traced().start();
        Traced.spans(tracing.openTelemetry(), 3);
        Awaitility.await().atMost(LONG).until(() -> receiver.all().size() == calls);
        return tracing;
    }

    @Test
    void aReceiverThatIsBackAfterASecondGetsThem() throws InterruptedException {
        receiver.then(Receiver.status(503), Receiver.status(503), Receiver.status(503))
                .usually(Receiver.OK);
        assertThat(afterSoManyCalls(1).close(LONG)).hasToString(ALL_SENT);
        assertThat(receiver.all()).hasSize(4);
    }

    /** A time that is named is waited for; none is no time. */
    @Test
    void atOnceIsNoTimeThatHasToBeWaitedFor() throws InterruptedException {
        receiver.then(Receiver.status(503, "Retry-After", "0"), Receiver.status(503, "Retry-After", "0"))
                .usually(Receiver.OK);
        assertThat(afterSoManyCalls(2).close(Duration.ofSeconds(3))).hasToString(ALL_SENT);
    }

    @Test
    void aCloseThatComesDuringAnAttemptHasAnotherOne() throws InterruptedException {
        CountDownLatch closing = new CountDownLatch(1);
        receiver.then(exchange -> {
                    try {
                        closing.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Receiver.answer(exchange, 503, new byte[0]);
                })
                .usually(Receiver.OK);
        Tracing tracing = afterSoManyCalls(1);
        Thread letGo = new Thread(() -> {
            // By then the close has come: a span that ends is late.
            Awaitility.await().atMost(LONG).until(() -> {
                Traced.spans(tracing.openTelemetry(), 1);
                return tracing.totals().losses().stream()
                        .anyMatch(loss -> loss.why().equals("they ended after the close"));
            });
            closing.countDown();
        });
        letGo.start();
        DeliveryReport report = tracing.close(Duration.ofSeconds(10));
        letGo.join();
        assertThat(report.losses()).extracting(SpanLoss::why).allMatch(why -> why.equals("they ended after the close"));
        assertThat(report.sent()).isGreaterThanOrEqualTo(3);
    }

    /** As code of others may do that is asked for attributes or credentials. */
    @Test
    void anInterruptThatIsLeftBehindCostsNothing() throws InterruptedException {
        receiver.usually(Receiver.OK);
        Tracing tracing = traced().resource(() -> {
                    Thread.currentThread().interrupt();
                    return Attributes.empty();
                })
                .start();
        for (int i = 0; i < 3; i++) {
            Traced.spans(tracing.openTelemetry(), 1);
            tracing.flush(LONG);
        }
        assertThat(tracing.close(LONG).complete()).isTrue();
        assertThat(tracing.totals()).hasToString(ALL_SENT);
    }

    @Test
    void anInterruptThatComesWithAFaultCostsItsBatchAlone() throws InterruptedException {
        receiver.usually(Receiver.OK);
        AtomicBoolean failed = new AtomicBoolean();
        Tracing tracing = traced().resource(() -> {
                    if (failed.compareAndSet(false, true)) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException("no attributes");
                    }
                    return Attributes.empty();
                })
                .start();
        for (int i = 0; i < 2; i++) {
            Traced.spans(tracing.openTelemetry(), 1);
            tracing.flush(LONG);
        }
        tracing.close(LONG);
        assertThat(tracing.totals())
                .hasToString("1 sent, 1 dropped, 0 uncertain, 0 waiting"
                        + " [1 dropped: they could not be encoded: no attributes]");
    }

    /** As one does that wants memory. */
    private static final class Throwing extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            throw new StackOverflowError("of the log");
        }
    }

    @Test
    void aLogThatThrowsCostsNoBatch() throws InterruptedException {
        receiver.then(Receiver.status(400)).usually(Receiver.OK);
        Logger logger = (Logger) LoggerFactory.getLogger(Tracing.class);
        Throwing appender = new Throwing();
        appender.start();
        logger.addAppender(appender);
        try (Tracing tracing = traced().start()) {
            for (int i = 0; i < 3; i++) {
                Traced.spans(tracing.openTelemetry(), 1);
                tracing.flush(LONG);
            }
            assertThat(tracing.totals().sent()).isEqualTo(2);
            assertThat(tracing.totals().dropped()).isEqualTo(1);
        } finally {
            logger.detachAppender(appender);
        }
    }

    @Test
    void anInterruptedThreadClosesWithoutWaiting() throws InterruptedException {
        receiver.usually(Receiver.status(503));
        Tracing tracing = afterSoManyCalls(1);
        Thread.currentThread().interrupt();
        DeliveryReport report = tracing.close(LONG);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report)
                .hasToString("0 sent, 3 dropped, 0 uncertain, 0 waiting [3 dropped: the close was interrupted]");
    }
}
