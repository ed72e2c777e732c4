package dev.eloquent.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.util.Duration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a console that the test holds up. */
@Timeout(60)
final class BoundedConsoleAppenderTest {
    private static final String FULL = "buffer_full";

    private final LoggerContext context = new LoggerContext();
    private final StoppedConsole console = new StoppedConsole();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BoundedConsoleAppender appender = new BoundedConsoleAppender();
    private final Logger log = context.getLogger("shop");

    private BoundedConsoleAppender start() {
        return start(console.stream());
    }

    private BoundedConsoleAppender start(PrintStream to) {
        context.setMDCAdapter(new ch.qos.logback.classic.util.LogbackMDCAdapter());
        JsonLogEncoder encoder = new JsonLogEncoder();
        encoder.setContext(context);
        encoder.start();
        appender.setContext(context);
        appender.setName("test");
        appender.setEncoder(encoder);
        appender.setBuffer(100_000);
        appender.setFlushTimeout(Duration.buildByMilliseconds(200));
        appender.to(to);
        appender.start();
        log.addAppender(appender);
        DropCounters.bind(meters, context);
        return appender;
    }

    private double dropped(String reason) {
        return meters.get("eloquent.logs.dropped")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }

    @AfterEach
    void letTheThreadEnd() {
        console.read();
        context.stop();
    }

    @Test
    void whoLogsIsNotHeldUpAndWhatFindsNoRoomIsCountedAndSaid() {
        start();
        String text = "x".repeat(900);
        for (int i = 0; i < 1_000; i++) {
            log.info(text);
        }
        double low = dropped(FULL);
        // Four fifths of 100,000 bytes, at 1,000 and some a line.
        assertThat(1_000 - low).isBetween(70.0, 80.0);
        for (int i = 0; i < 100; i++) {
            log.error(text);
        }
        double high = dropped(FULL) - low;
        assertThat(100 - high).isBetween(15.0, 20.0);

        console.read();
        appender.flush(java.time.Duration.ofSeconds(20));
        List<String> lines = console.lines();
        assertThat(lines).filteredOn(line -> line.contains("\"INFO\"")).hasSize((int) (1_000 - low));
        assertThat(lines).filteredOn(line -> line.contains("\"ERROR\"")).hasSize((int) (100 - high));
        assertThat(lines)
                .filteredOn(line -> line.contains("lines dropped"))
                .singleElement()
                .asString()
                .contains(
                        "\"WARN\"",
                        "\"message\":\"" + (int) (low + high)
                                + " lines dropped: the console was not read fast enough (" + (int) low + " below WARN, "
                                + (int) high + " others)\"");
    }

    @Test
    void linesAreWrittenInOrderAndNothingIsSaidWhereNothingIsDropped() {
        start();
        console.read();
        IntStream.range(0, 500).forEach(i -> {
            log.info("line {}", i);
            appender.flush(java.time.Duration.ofSeconds(20));
        });
        assertThat(console.lines()).hasSize(500);
        assertThat(console.lines().get(499)).contains("\"line 499\"");
        assertThat(dropped(FULL) + dropped("stopped") + dropped("failed")).isZero();
    }

    @Test
    void theStopEndsAtItsDeadlineAndCountsTheRest() throws InterruptedException {
        start();
        IntStream.range(0, 10).forEach(i -> log.info("line {}", i));
        console.awaitBlocked();
        appender.stop();
        assertThat(appender.isStarted()).isFalse();
        assertThat(dropped("stopped")).isEqualTo(10);
    }

    @Test
    void theStopWritesWhatWaits() {
        start();
        IntStream.range(0, 10).forEach(i -> log.info("line {}", i));
        console.read();
        appender.setFlushTimeout(Duration.buildBySeconds(20));
        appender.stop();
        assertThat(console.lines()).hasSize(10);
        assertThat(dropped("stopped")).isZero();
    }

    @Test
    void atTheEndOfTheJvmLinesAreWrittenThroughWhileThereIsPatience() throws InterruptedException {
        start();
        log.info("first");
        console.awaitBlocked();
        WriteThroughAtExit hook = new WriteThroughAtExit();
        hook.setContext(context);
        hook.run();
        // Its patience is spent.
        log.info("second");
        assertThat(console.lines()).isEmpty();
        console.read();
        appender.setFlushTimeout(Duration.buildBySeconds(20));
        hook.run();
        log.info("third");
        assertThat(console.lines()).hasSize(3);
    }

    @Test
    void aConsoleThatIsClosedIsCounted() {
        start(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("broken pipe");
                    }
                },
                false,
                StandardCharsets.UTF_8));
        log.info("line");
        appender.flush(java.time.Duration.ofSeconds(20));
        assertThat(dropped("failed")).isEqualTo(1);
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        appender.setContext(context);
        appender.setName("test");
        appender.start();
        appender.setEncoder(new JsonLogEncoder());
        appender.setTarget("System.in");
        appender.setBuffer(1);
        appender.start();
        assertThat(appender.isStarted()).isFalse();
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .extracting(Status::getMessage)
                .contains(
                        "appender test needs an encoder, such as dev.eloquent.logging.JsonLogEncoder",
                        "target must be System.out or System.err, was System.in",
                        "buffer of appender test must be from 100000 to 1000000000 bytes, was 1");
    }
}
