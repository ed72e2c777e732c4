package dev.eloquent.metrics.step;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class SenderTest {
    /** As a provider of credentials may do that is interrupted, or that interrupts. */
    @Test
    void anInterruptThatACallLeavesBehindCostsNoOther() throws InterruptedException {
        RecordedCalls calls = new RecordedCalls();
        AnsweringSink interrupting = new AnsweringSink(batch -> {
            Thread.currentThread().interrupt();
            return calls.put(batch);
        });
        Sending sending = new Sending(interrupting, data -> List.of(), 150, true, 1_000_000, 0, () -> 0.5);
        Outbox outbox = new Outbox(sending, System::nanoTime, new Told());
        Thread thread = new Thread(new Sender(outbox, interrupting, System::nanoTime)::loop);
        thread.start();
        for (int i = 1; i <= 3; i++) {
            int so = i;
            outbox.add(List.of(OutboxTest.batch(i, 1)), System.nanoTime());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> calls.calls().size() == so);
        }
        outbox.close(Duration.ZERO, outbox.totals());
        thread.join(20_000);
        assertThat(thread.isAlive()).isFalse();
    }

    /** As one does that wants memory. */
    private static final class Throwing extends AppenderBase<ILoggingEvent> {
        private final AtomicInteger lines = new AtomicInteger();

        @Override
        protected void append(ILoggingEvent event) {
            lines.incrementAndGet();
            throw new StackOverflowError("of the log");
        }
    }

    @Test
    void aLogThatThrowsCostsNoCall() throws InterruptedException {
        RecordedCalls calls = new RecordedCalls();
        AtomicBoolean failed = new AtomicBoolean();
        AnsweringSink broken = new AnsweringSink(batch -> {
            if (failed.compareAndSet(false, true)) {
                throw new IllegalStateException("a bug");
            }
            return calls.put(batch);
        });
        Logger logger = (Logger) LoggerFactory.getLogger(Steps.class);
        Throwing appender = new Throwing();
        appender.start();
        logger.addAppender(appender);
        Sending sending = new Sending(broken, data -> List.of(), 150, false, 1_000_000, 0, () -> 0.5);
        Outbox outbox = new Outbox(sending, System::nanoTime, new Told());
        Thread thread = new Thread(new Sender(outbox, broken, System::nanoTime)::loop);
        try {
            Totals before = outbox.totals();
            outbox.add(List.of(OutboxTest.batch(1, 1)), System.nanoTime());
            thread.start();
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> appender.lines.get() > 0);
            outbox.add(List.of(OutboxTest.batch(2, 1)), System.nanoTime());
            Settled end = outbox.flush(Duration.ofSeconds(20), before);
            assertThat(end.uncertain()).isEqualTo(1);
            assertThat(end.sent()).isEqualTo(1);
        } finally {
            logger.detachAppender(appender);
            outbox.close(Duration.ZERO, outbox.totals());
            thread.join(20_000);
        }
    }
}
