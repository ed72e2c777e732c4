package dev.eloquent.examples.rag;

import dev.eloquent.examples.rag.settings.StartFault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the service has opened, closed in the reverse order. It may be closed while something is still being opened, as a
 * signal does during the start: it then waits for that, because the JVM ends when it returns, and closes it too.
 */
final class Owned implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Owned.class);
    private static final Duration OPENING = Duration.ofSeconds(15);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private int opening;
    private boolean closed;

    /** Opens a thing that must be closed, and returns it. */
    <T extends AutoCloseable> T own(Supplier<T> opener) {
        synchronized (open) {
            refuseIfClosed();
            opening++;
        }
        try {
            T thing = opener.get();
            synchronized (open) {
                open.push(thing);
                refuseIfClosed();
            }
            return thing;
        } finally {
            synchronized (open) {
                opening--;
                open.notifyAll();
            }
        }
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new StartFault("ended by a signal while starting");
        }
    }

    @Override
    public void close() {
        synchronized (open) {
            closed = true;
            awaitOpening();
            while (!open.isEmpty()) {
                close(open.pop());
            }
        }
    }

    private void awaitOpening() {
        long end = System.nanoTime() + OPENING.toNanos();
        try {
            for (long left = OPENING.toMillis();
                    opening > 0 && left > 0;
                    left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
                open.wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            // The others are to be closed all the same.
            LOG.warn("could not close {}", thing.getClass().getSimpleName(), e);
        }
    }
}
