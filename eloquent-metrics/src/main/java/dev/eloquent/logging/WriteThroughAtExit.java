package dev.eloquent.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.hook.ShutdownHookBase;

/**
 * At the JVM's end, writes what waits in each {@link BoundedConsoleAppender}, and has each line that comes later wait until
 * it is written: for the flush time-out at most, all lines together. Other hooks of the JVM, which run at the same time, can
 * log to their end, since nothing is stopped.
 */
public final class WriteThroughAtExit extends ShutdownHookBase {
    /** For logback, by {@code <shutdownHook class="..."/>}. */
    public WriteThroughAtExit() {}

    @Override
    public void run() {
        if (getContext() instanceof LoggerContext loggers) {
            Appenders.of(loggers).forEach(BoundedConsoleAppender::writeThrough);
        }
    }
}
