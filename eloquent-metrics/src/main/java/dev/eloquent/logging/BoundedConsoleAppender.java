package dev.eloquent.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.util.Duration;
import dev.eloquent.metrics.lines.WholeLines;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A console that never holds up who logs: lines wait in a bounded buffer and are written, whole, by a thread of their own.
 * While nobody reads, lines below WARN may fill four fifths of the buffer, and the last fifth is for WARN and ERROR; what
 * finds no room is dropped and counted ({@link LogMeters}), and a line says how many there were once there is room again.
 *
 * <p>A line is made by the thread that logs, so that nothing of the event is kept. Its own thread is a daemon: without
 * {@link WriteThroughAtExit} the last lines of a JVM may be lost.
 */
public final class BoundedConsoleAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** How much may wait, in bytes of lines: 4 MB. */
    public static final long DEFAULT_BUFFER = 4_000_000;

    /** How long {@link #stop()} may take, and all lines together at the JVM's end: 2 s. */
    public static final java.time.Duration DEFAULT_FLUSH_TIMEOUT = java.time.Duration.ofSeconds(2);

    private Optional<Encoder<ILoggingEvent>> encoder = Optional.empty();
    private Optional<PrintStream> console = Optional.empty();
    private boolean errors;
    private long buffer = DEFAULT_BUFFER;
    private long flushNanos = DEFAULT_FLUSH_TIMEOUT.toNanos();
    private volatile Optional<LineQueue> queue = Optional.empty();

    /** For logback, which then sets what the configuration says, and starts it. */
    public BoundedConsoleAppender() {}

    /** What makes a line of an event; required. Several threads call it at a time. */
    public void setEncoder(Encoder<ILoggingEvent> value) {
        encoder = Optional.of(value);
    }

    /** {@code System.out}, the default, or {@code System.err}: as it is when the appender starts. */
    public void setTarget(String value) {
        if (!value.equals("System.out") && !value.equals("System.err")) {
            addError("target must be System.out or System.err, was " + value);
        }
        errors = value.equals("System.err");
    }

    /** How many bytes may wait: 100,000 to 1,000,000,000; default {@link #DEFAULT_BUFFER}. */
    public void setBuffer(long bytes) {
        buffer = bytes;
    }

    /** How long {@link #stop()} may take, such as {@code 2 seconds}; default {@link #DEFAULT_FLUSH_TIMEOUT}. */
    public void setFlushTimeout(Duration value) {
        flushNanos = TimeUnit.MILLISECONDS.toNanos(value.getMilliseconds());
    }

    void to(PrintStream value) {
        console = Optional.of(value);
    }

    @Override
    public void start() {
        if (encoder.isEmpty()) {
            addError("appender " + name + " needs an encoder, such as dev.eloquent.logging.JsonLogEncoder");
            return;
        }
        if (buffer < 100_000 || buffer > 1_000_000_000) {
            addError("buffer of appender " + name + " must be from 100000 to 1000000000 bytes, was " + buffer);
            return;
        }
        PrintStream out = console.orElse(errors ? System.err : System.out);
        LineQueue lines = new LineQueue(new WholeLines(out), buffer, this::lost);
        queue = Optional.of(lines);
        Thread thread = new Thread(lines::loop, "eloquent-log-" + name);
        thread.setDaemon(true);
        thread.start();
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        LineQueue lines = queue.orElseThrow();
        boolean important = event.getLevel().isGreaterOrEqual(Level.WARN);
        if (!lines.admits(important)) {
            return;
        }
        byte[] line;
        try {
            line = encoder.orElseThrow().encode(event);
        } catch (Throwable fault) {
            lines.failed();
            if (JsonLogEncoder.ofTheJvm(fault)) {
                throw fault;
            }
            // The encoder is anybody's: who logs never has its faults.
            addError("a line could not be made", fault);
            return;
        }
        lines.add(line, important);
    }

    private byte[] lost(long belowWarn, long others) {
        String text = belowWarn + others + " lines dropped: the console was not read fast enough (" + belowWarn
                + " below WARN, " + others + " others)";
        try {
            return encoder.orElseThrow().encode(event(text));
        } catch (RuntimeException | Error fault) {
            addError("the line could not be made that says: " + text, fault);
            throw fault;
        }
    }

    /** As a logger makes it, since an encoder may ask for all that events have, such as the context's name. */
    private ILoggingEvent event(String text) {
        String name = BoundedConsoleAppender.class.getName();
        LoggingEvent event =
                new LoggingEvent(name, ((LoggerContext) getContext()).getLogger(name), Level.WARN, text, null, null);
        event.setThreadName(Thread.currentThread().getName());
        event.setMDCPropertyMap(Map.of());
        return event;
    }

    /** Writes what waits, for the time of {@link #setFlushTimeout} at most; counts the rest. */
    @Override
    public void stop() {
        if (isStarted()) {
            queue.ifPresent(lines -> lines.close(flushNanos));
            super.stop();
        }
    }

    /** Blocks until all that was logged is written, or for that long. */
    void flush(java.time.Duration deadline) {
        queue.ifPresent(lines -> lines.flush(deadline.toNanos()));
    }

    void writeThrough() {
        queue.ifPresent(lines -> lines.writeThrough(flushNanos));
    }

    long dropped(DropCause cause) {
        return queue.map(lines -> lines.dropped(cause)).orElse(0L);
    }
}
