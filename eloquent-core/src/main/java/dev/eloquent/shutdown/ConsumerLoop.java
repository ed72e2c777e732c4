package dev.eloquent.shutdown;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that takes items and handles them until the shutdown begins. Then it takes no more: while it waits for an item
 * it is interrupted, while it handles one it is left alone, up to its deadline.
 */
final class ConsumerLoop<T> implements Task {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long GLANCE = 100;

    private final String name;
    private final Callable<? extends @Nullable T> take;
    private final ItemHandler<? super T> handler;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean taking;

    ConsumerLoop(String name, Callable<? extends @Nullable T> take, ItemHandler<? super T> handler) {
        this.name = name;
        this.take = take;
        this.handler = handler;
        this.thread = new Thread(this::loop, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes nothing more. Does not wait. */
    synchronized void stop() {
        stopped.countDown();
        if (taking) {
            thread.interrupt();
        }
    }

    private synchronized boolean beginTaking() {
        taking = stopped.getCount() > 0;
        return taking;
    }

    /** After this nobody interrupts the thread for having to stop; what was sent before is cleared. */
    private synchronized void endTaking() {
        taking = false;
        Thread.interrupted();
    }

    private void loop() {
        while (beginTaking()) {
            @Nullable T item = null;
            boolean failed = false;
            try {
                item = take.call();
            } catch (InterruptedException stop) {
                // Nothing was taken. Whether to go on is asked at the top; an interrupt from elsewhere does not end it.
                failed = stopped.getCount() > 0;
            } catch (Throwable fault) {
                failed = stopped.getCount() > 0;
                if (!failed) {
                    // Clients wrap the interrupt by which we stopped them in exceptions of their own.
                    break;
                }
                LOG.warn("{} could not take an item; it tries again in {}", name, PAUSE, fault);
            } finally {
                endTaking();
            }
            if (item != null) {
                handle(item);
            }
            if (failed) {
                pause();
            }
        }
    }

    private void handle(T item) {
        try {
            handler.handle(item);
        } catch (Throwable fault) {
            LOG.error("{} could not handle an item", name, fault);
        }
    }

    private void pause() {
        try {
            stopped.await(PAUSE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException late) {
            // Sent by the end of the deadline, so it has stopped too; the loop looks at that next.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String run(Deadline deadline) throws CutShort {
        stop();
        try {
            while (thread.isAlive() && !deadline.passed()) {
                if (ExitCall.isIn(thread)) {
                    return "the handler called System.exit";
                }
                thread.join(Math.max(1, Math.min(GLANCE, deadline.remaining().toMillis())));
            }
        } catch (InterruptedException forced) {
            // The time is over earlier than was said; the thread is to know, too.
        }
        if (!thread.isAlive()) {
            return "";
        }
        List<ThreadStack> stacks = List.of(ThreadStack.of(thread));
        thread.interrupt();
        throw new CutShort("interrupted while it handled an item", stacks);
    }
}
