package dev.eloquent.examples.rag;

import dev.eloquent.examples.rag.settings.StartFault;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the service has opened, closed in the reverse order. It may be closed while things are still being opened, as a
 * signal does during the start: what is opened too late is closed at once.
 */
final class Owned implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Owned.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    /** Takes over a thing that must be closed, and returns it. */
    <T extends AutoCloseable> T own(T thing) {
        synchronized (open) {
            if (!closed) {
                open.push(thing);
                return thing;
            }
        }
        close(thing);
        throw new StartFault("ended by a signal while starting");
    }

    @Override
    public void close() {
        synchronized (open) {
            closed = true;
            while (!open.isEmpty()) {
                close(open.pop());
            }
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
