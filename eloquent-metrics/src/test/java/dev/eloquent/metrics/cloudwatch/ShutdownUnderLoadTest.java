package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.Fault;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten times, while two threads work: what was recorded before the end is there, once. */
@Timeout(60)
final class ShutdownUnderLoadTest {
    @Test
    void whatWasRecordedArrivesOnce() throws InterruptedException {
        try (AtReceiver receiver = new AtReceiver()) {
            long requests = 0;
            for (int time = 0; time < 10; time++) {
                CloudWatchRegistry registry = receiver.registry(AtReceiver.DAY).start();
                Load load = new Load(registry);
                requests += load.requests(60);
                // Its threads go on, with meters that are not counted here.
                FlushReport report = registry.close(Duration.ofSeconds(20));
                load.end();
                assertThat(report.complete()).as(report.toString()).isTrue();
            }
            assertThat(requests).isPositive();
            assertThat(receiver.sum("orders")).isEqualTo((double) requests);
            assertThat(receiver.samples("requests")).isEqualTo((double) requests);
            assertThat(receiver.sum("eloquent.heartbeat")).isEqualTo(10);
            assertThat(receiver.countedTwice()).isZero();
        }
    }

    /** Control: by Micrometer's registry a slow endpoint keeps the close for as long as it likes. */
    @Test
    void control_micrometersCloseHasNoDeadline() {
        Duration deadline = Duration.ofMillis(500);
        try (AtReceiver receiver = new AtReceiver()) {
            receiver.cloudWatch.faults().always(Fault.delay(Duration.ofMillis(400)));
            CloudWatchRegistry ours =
                    receiver.registry(AtReceiver.DAY).seriesBudget(10_000).start();
            PlainMicrometer plain = new PlainMicrometer(receiver, new AtReceiver.Ahead());
            for (MeterRegistry registry : List.of(ours, plain)) {
                for (int i = 0; i < 4_000; i++) {
                    registry.counter("orders", "kind", "k" + i).increment();
                }
            }
            long began = System.nanoTime();
            plain.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(deadline.multipliedBy(2));
            began = System.nanoTime();
            FlushReport report = ours.close(deadline);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(deadline.multipliedBy(2));
            assertThat(report.complete()).isFalse();
            assertThat(report.sent() + report.dropped() + report.uncertain()).isEqualTo(4_002);
        }
    }

    private static final class Load {
        private final Counter orders;
        private final Timer timer;
        private final Timer beside;
        private final AtomicBoolean counting = new AtomicBoolean(true);
        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicLong made = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();
        private final CountDownLatch stopped = new CountDownLatch(2);

        Load(MeterRegistry registry) {
            orders = registry.counter("orders");
            timer = registry.timer("requests");
            beside = registry.timer("beside");
            for (int i = 0; i < 2; i++) {
                Thread thread = new Thread(this::work);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }

        private void work() {
            while (counting.get()) {
                orders.increment();
                timer.record(made.incrementAndGet() % 1_000, TimeUnit.MICROSECONDS);
            }
            stopped.countDown();
            while (!ended.get()) {
                beside.record(1, TimeUnit.MICROSECONDS);
            }
        }

        /** @return how many there were when they were told to stop, some milliseconds later */
        long requests(long millis) throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(millis);
            counting.set(false);
            assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
            return made.get();
        }

        void end() throws InterruptedException {
            ended.set(true);
            for (Thread thread : threads) {
                thread.join(10_000);
            }
        }
    }
}
