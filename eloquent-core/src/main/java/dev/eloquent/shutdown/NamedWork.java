package dev.eloquent.shutdown;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Work with a name, so that the report can tell what was cut. Closing it again does nothing. */
final class NamedWork implements Work {
    private static final int LONGEST = 200;

    private final InFlight inFlight;
    private final String name;
    private final long start;
    private final Thread thread = Thread.currentThread();
    private final AtomicBoolean ended = new AtomicBoolean();

    NamedWork(InFlight inFlight, String name, long start) {
        this.inFlight = inFlight;
        this.name = name;
        this.start = start;
    }

    /** By the monotonic clock. */
    long start() {
        return start;
    }

    Thread thread() {
        return thread;
    }

    @Override
    public boolean refused() {
        return false;
    }

    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            inFlight.end(this);
        }
    }

    /** What is known of it while it is cut. The thread may be another request's by now, if it was handed on. */
    CutWork cut(long now) {
        String shown = name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "...";
        ThreadStack stack = ThreadStack.of(thread);
        return new CutWork(
                shown.replaceAll("\\p{Cntrl}", "?"),
                Duration.ofNanos(now - start),
                thread.isAlive() ? List.of(stack) : List.of());
    }
}
