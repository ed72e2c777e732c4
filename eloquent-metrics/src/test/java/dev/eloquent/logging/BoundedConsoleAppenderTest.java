package dev.eloquent.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.util.Duration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
        return start(to, new JsonLogEncoder());
    }

    private BoundedConsoleAppender start(PrintStream to, Encoder<ILoggingEvent> encoder) {
        context.setMDCAdapter(new ch.qos.logback.classic.util.LogbackMDCAdapter());
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

    /** More than there is room for, and then somebody reads. */
    private void overflow() {
        for (int i = 0; i < 1_000; i++) {
            log.info("x".repeat(900));
        }
        console.read();
        appender.flush(java.time.Duration.ofSeconds(20));
    }

    private void writesOn() {
        log.info("afterwards");
        appender.flush(java.time.Duration.ofSeconds(20));
        assertThat(console.lines()).anyMatch(line -> line.contains("afterwards"));
    }

    /** All that events have. */
    @Test
    void whatWasDroppedIsSaidByAnyEncoder() {
        context.setName("orders");
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d [%contextName] %thread %level %logger %X %marker %kvp %sn %msg %caller{1}%n");
        start(console.stream(), encoder);
        overflow();
        assertThat(console.lines())
                .filteredOn(line -> line.contains(" lines dropped: "))
                .singleElement()
                .asString()
                .contains("[orders] eloquent-log-test WARN " + BoundedConsoleAppender.class.getName());
        writesOn();
        assertThat(dropped("failed")).isZero();
    }

    @Test
    void aLineThatCannotBeMadeByTheThreadThatWritesIsCountedAndItWritesOn() {
        start(console.stream(), new MessageEncoder(event -> {
            if (event.getMessage().contains(" lines dropped: ")) {
                throw new StackOverflowError("of the test");
            }
        }));
        overflow();
        writesOn();
        assertThat(dropped("failed")).isEqualTo(1);
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .extracting(Status::getMessage)
                .anyMatch(text -> text.startsWith("the line could not be made that says: "));
    }

    @Test
    void whoLogsHasNoFaultOfTheEncoderWhichIsCounted() {
        start(console.stream(), new MessageEncoder(event -> {
            if (event.getMessage().equals("lost")) {
                throw new StackOverflowError("of the test");
            }
        }));
        console.read();
        log.info("lost");
        writesOn();
        assertThat(dropped("failed")).isEqualTo(1);
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .extracting(Status::getMessage)
                .contains("a line could not be made");
    }

    @Test
    void aStreamThatThrowsIsCountedAndTheNextLineIsWritten() {
        AtomicBoolean broken = new AtomicBoolean(true);
        start(new PrintStream(console, false, StandardCharsets.UTF_8) {
            @Override
            public void write(byte[] line, int from, int length) {
                if (broken.getAndSet(false)) {
                    throw new IllegalStateException("of the test");
                }
                super.write(line, from, length);
            }
        });
        console.read();
        log.info("lost");
        writesOn();
        assertThat(dropped("failed")).isEqualTo(1);
        assertThat(console.lines()).hasSize(1);
    }

    /** As {@link PrintStream} does of itself when a write ends with an {@code InterruptedIOException}. */
    @Test
    void aStreamOrAnEncoderThatInterruptsTheThreadThatWritesEndsItNot() {
        AtomicBoolean once = new AtomicBoolean(true);
        start(
                new PrintStream(
                        new FilterOutputStream(console) {
                            @Override
                            public void write(byte[] line, int from, int length) throws IOException {
                                if (once.getAndSet(false)) {
                                    throw new InterruptedIOException("of the test");
                                }
                                out.write(line, from, length);
                            }
                        },
                        false,
                        StandardCharsets.UTF_8),
                new MessageEncoder(event -> {
                    if (event.getMessage().contains(" lines dropped: ")) {
                        Thread.currentThread().interrupt();
                    }
                }));
        console.read();
        log.info("lost");
        writesOn();
        assertThat(dropped("failed")).isEqualTo(1);
        overflow();
        writesOn();
        assertThat(console.lines()).anyMatch(line -> line.contains(" lines dropped: "));
    }

    @Test
    void anInterruptFromOutsideEndsTheThreadThatWritesNeither() {
        start();
        console.read();
        Thread writer = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("eloquent-log-test"))
                .findAny()
                .orElseThrow();
        writer.interrupt();
        writesOn();
    }

    /** It may be slow, or wait for somebody who logs. */
    @Test
    void whoLogsIsNotHeldUpByTheEncoderOfTheThreadThatWrites() throws InterruptedException {
        CountDownLatch making = new CountDownLatch(1);
        CountDownLatch logged = new CountDownLatch(1);
        AtomicBoolean inTime = new AtomicBoolean();
        start(console.stream(), new MessageEncoder(event -> {
            if (event.getMessage().contains(" lines dropped: ")) {
                making.countDown();
                inTime.set(await(logged));
            }
        }));
        for (int i = 0; i < 1_000; i++) {
            log.info("x".repeat(900));
        }
        console.read();
        making.await();
        log.info("meanwhile");
        logged.countDown();
        writesOn();
        assertThat(inTime).isTrue();
        assertThat(console.lines()).filteredOn(line -> line.contains("dropped")).hasSize(1);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The message, and whatever the test does meanwhile. */
    private static final class MessageEncoder extends EncoderBase<ILoggingEvent> {
        private final Consumer<ILoggingEvent> meanwhile;

        MessageEncoder(Consumer<ILoggingEvent> meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            meanwhile.accept(event);
            return (event.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
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
