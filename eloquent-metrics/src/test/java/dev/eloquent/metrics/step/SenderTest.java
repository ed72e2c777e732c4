package dev.eloquent.metrics.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

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
        Outbox outbox = new Outbox(sending, System::nanoTime, OutboxEvents.none());
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
}
