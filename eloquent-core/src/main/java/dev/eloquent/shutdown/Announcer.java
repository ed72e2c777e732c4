package dev.eloquent.shutdown;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Says on a thread of its own what there is to say. A log whose output nobody reads blocks whoever writes to it; that
 * must not be the shutdown. The thread ends soon after the last word. What an appender throws goes to whoever is told of
 * exceptions that nobody caught; the next message is tried all the same.
 */
final class Announcer {
    private static final int WAITING = 1000;
    private static final long IDLE_SECONDS = 1;

    private final ThreadPoolExecutor speaker = new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            speech -> {
                Thread thread = new Thread(speech, "eloquent-shutdown-log");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    Announcer() {
        speaker.allowCoreThreadTimeOut(true);
    }

    /** Lets it be said soon; or never, if too much is waiting to be said already. */
    void say(Runnable log) {
        try {
            speaker.execute(log);
        } catch (OutOfMemoryError noThread) {
            // Then it is not said; to close what is open matters more.
            speaker.getQueue().clear();
        }
    }

    /** Waits until all has been said. */
    boolean await(long nanos) throws InterruptedException {
        CountDownLatch said = new CountDownLatch(1);
        say(said::countDown);
        return said.await(nanos, TimeUnit.NANOSECONDS);
    }
}
