package dev.eloquent.logging;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;

/** What {@link LogMeters} binds if there is logback; the class is not loaded without. */
final class DropCounters {
    private DropCounters() {}

    static void bind(MeterRegistry registry, LoggerContext context) {
        for (DropCause cause : DropCause.values()) {
            FunctionCounter.builder("eloquent.logs.dropped", context, loggers -> dropped(loggers, cause))
                    .tag("reason", cause.tag())
                    .description("Lines of the log that were not written")
                    .register(registry);
        }
    }

    private static double dropped(LoggerContext context, DropCause cause) {
        return Appenders.of(context).stream()
                .mapToLong(appender -> appender.dropped(cause))
                .sum();
    }
}
