package dev.eloquent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What an end logs, and that it waits for nothing beyond its time. */
@Timeout(60)
final class EndLogTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final Logger log = (Logger) LoggerFactory.getLogger(Telemetry.class);
    private final Lines lines = new Lines();
    private final CountDownLatch released = new CountDownLatch(1);

    /** Holds whoever logs while the test says so. */
    private static final class Lines extends UnsynchronizedAppenderBase<ILoggingEvent> {
        private final List<String> written = new CopyOnWriteArrayList<>();
        private final Set<Thread> held = ConcurrentHashMap.newKeySet();
        private volatile CountDownLatch reader = new CountDownLatch(0);

        @Override
        protected void append(ILoggingEvent event) {
            held.add(Thread.currentThread());
            hang(reader);
            held.remove(Thread.currentThread());
            written.add(event.getFormattedMessage());
        }
    }

    private static void hang(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @BeforeEach
    void read() {
        othersHaveLogged();
        lines.start();
        log.addAppender(lines);
        log.setAdditive(false);
    }

    @AfterEach
    void letGo() {
        released.countDown();
        othersHaveLogged();
        log.setAdditive(true);
        log.detachAppender(lines);
    }

    /** A line that was held would else be among those of the next test. */
    private static void othersHaveLogged() {
        Awaitility.await()
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("eloquent-telemetry-log")));
    }

    private static Telemetry telemetry(Runnable close) {
        return Telemetry.of("shop", "1", "test")
                .metrics(MetricsDestination.registry(new SimpleMeterRegistry() {
                    @Override
                    public void close() {
                        close.run();
                    }
                }))
                .start();
    }

    @Test
    void whatWasLostIsWrittenBeforeTheEndReturns() {
        Telemetry telemetry = telemetry(() -> {
            throw new IllegalStateException("of the test");
        });
        telemetry.meters().counter("orders").increment();
        lines.written.clear();
        telemetry.flush(LONG);
        assertThat(lines.written)
                .singleElement()
                .asString()
                .startsWith("not all telemetry could be flushed: metrics: 0 sent, ");
        lines.written.clear();
        telemetry.close(LONG);
        assertThat(lines.written)
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("a part of telemetry ended with a failure"),
                        line -> assertThat(line)
                                .startsWith("not all telemetry has arrived for certain at the end: metrics: 0 sent, "));
    }

    /** The registry, a binder and the log, which have one end together. */
    @Test
    void whereAllHangTheEndIsATenthOfASecondAfterTheDeadline() {
        // A machine that is busy with other builds may wake it later, but not each time.
        assertThat(IntStream.range(0, 20).anyMatch(round -> inTime())).isTrue();
    }

    private boolean inTime() {
        // It starts before there is a log that hangs.
        lines.reader = new CountDownLatch(0);
        Telemetry telemetry = telemetry(() -> hang(released));
        lines.reader = released;
        telemetry.meters().counter("orders").increment();
        telemetry.bind(new Hanging(released));
        long began = System.nanoTime();
        TelemetryReport report = telemetry.close(SHORT);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(report.metrics().why()).containsExactly("it did not end in time");
        assertThat(took).isGreaterThanOrEqualTo(SHORT);
        return took.compareTo(SHORT.plusMillis(100)) < 0;
    }

    private record Hanging(CountDownLatch until) implements MeterBinder, AutoCloseable {
        @Override
        public void bindTo(MeterRegistry registry) {
            // It has no meters.
        }

        @Override
        public void close() {
            hang(until);
        }
    }

    /** Someone may flush each minute, for days. */
    @Test
    void aLogThatHangsHasOneThreadAndAFewLines() {
        Telemetry telemetry = telemetry(() -> {});
        telemetry.meters().counter("orders").increment();
        lines.written.clear();
        lines.reader = released;
        for (int i = 0; i < 40; i++) {
            Thread.currentThread().interrupt(); // so that nobody waits
            telemetry.flush(Duration.ZERO);
            assertThat(Thread.interrupted()).isTrue();
        }
        Awaitility.await().atMost(LONG).until(() -> !lines.held.isEmpty());
        assertThat(lines.held).hasSize(1);
        released.countDown();
        Awaitility.await().atMost(LONG).until(() -> lines.written.size() == 17);
        telemetry.close(LONG);
        assertThat(lines.written).hasSize(18);
    }
}
