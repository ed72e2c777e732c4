package dev.eloquent.logging;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs as many lines as it is told to and ends, for {@link ConsoleTest}. It tells of itself on stderr. */
public final class LoggingChild {
    private LoggingChild() {}

    public static void main(String[] args) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        new LogMeters().bindTo(meters);
        Logger log = LoggerFactory.getLogger(LoggingChild.class);
        String text = "x".repeat(500);
        for (int i = 0; i < Integer.parseInt(args[0]); i++) {
            log.info("line {} {}", i, text);
        }
        System.err.println("logged, dropped: "
                + (long) meters.get("eloquent.logs.dropped")
                        .tag("reason", "buffer_full")
                        .functionCounter()
                        .count());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> log.info("from another hook")));
        System.exit(0);
    }
}
