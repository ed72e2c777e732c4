package dev.eloquent.logging;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * The counter {@code eloquent.logs.dropped}: lines that no {@link BoundedConsoleAppender} has written, by {@code reason}.
 * {@code buffer_full}: nobody read the console fast enough; {@code stopped}: they came after the end, or were still waiting
 * then; {@code failed}: they could not be made or written. Without logback it binds nothing.
 */
public final class LogMeters implements MeterBinder {
    /** For SLF4J's logger context. */
    public LogMeters() {}

    @Override
    public void bindTo(MeterRegistry registry) {
        ILoggerFactory loggers = LoggerFactory.getILoggerFactory();
        // By name: logback is optional, and its classes may not be there.
        if (loggers.getClass().getName().equals("ch.qos.logback.classic.LoggerContext")) {
            DropCounters.bind(registry, (LoggerContext) loggers);
        }
    }
}
