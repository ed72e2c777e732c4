package dev.eloquent.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.AppenderAttachable;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Finds our appenders, as they are now: a new configuration has new ones. */
final class Appenders {
    private Appenders() {}

    static Set<BoundedConsoleAppender> of(LoggerContext context) {
        Set<BoundedConsoleAppender> found = new LinkedHashSet<>();
        for (Logger logger : context.getLoggerList()) {
            collect(logger, found);
        }
        return found;
    }

    /** Appenders may hold others. */
    private static void collect(AppenderAttachable<ILoggingEvent> holder, Set<BoundedConsoleAppender> found) {
        Iterator<Appender<ILoggingEvent>> appenders = holder.iteratorForAppenders();
        while (appenders.hasNext()) {
            Appender<ILoggingEvent> appender = appenders.next();
            if (appender instanceof BoundedConsoleAppender ours) {
                found.add(ours);
            } else if (appender instanceof AppenderAttachable) {
                @SuppressWarnings("unchecked") // It is an appender of events, and hands them on.
                AppenderAttachable<ILoggingEvent> others = (AppenderAttachable<ILoggingEvent>) appender;
                collect(others, found);
            }
        }
    }
}
