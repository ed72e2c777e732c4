package dev.eloquent.shutdown;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Takes its time, as one that writes to a network does; logback interrupts it when it stops, which it ignores. */
public final class SlowAppender extends AppenderBase<ILoggingEvent> {
    private static final long TIME = Duration.ofMillis(300).toNanos();

    @Override
    protected void append(ILoggingEvent event) {
        long end = System.nanoTime() + TIME;
        while (end - System.nanoTime() > 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        Children.say(event.getFormattedMessage());
    }
}
