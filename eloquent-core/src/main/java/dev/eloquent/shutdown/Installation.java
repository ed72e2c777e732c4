package dev.eloquent.shutdown;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds a shutdown to the signals and the end of its JVM.
 *
 * <p>A signal's handler runs the steps and then exits with our code; the JVM's hooks, those of others too, run after
 * that. If the JVM ends in another way ({@code System.exit}, the last thread), our hook runs the steps, or waits for
 * those that run; the exit code is then whatever the JVM ends with. The hook never waits for a thread that waits for the
 * hook, see {@link ExitCall}.
 */
final class Installation {
    private static final Logger LOG = LoggerFactory.getLogger(Installation.class);

    private final Shutdown shutdown;
    private final ShutdownSettings settings;
    private final Jvm jvm;
    private final Announcer announcer;
    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicBoolean watched = new AtomicBoolean();

    Installation(Shutdown shutdown, ShutdownSettings settings, Jvm jvm, Announcer announcer) {
        this.shutdown = shutdown;
        this.settings = settings;
        this.jvm = jvm;
        this.announcer = announcer;
    }

    void install() {
        jvm.onSignal("TERM", () -> signalled("SIGTERM"));
        jvm.onSignal("INT", () -> signalled("SIGINT"));
        if (!jvm.onExit(this::exiting)) {
            shutdown.run(Shutdown.JVM_EXIT);
        }
    }

    private void signalled(String signal) {
        switch (signals.incrementAndGet()) {
            case 1 -> {
                int code = Shutdown.EXIT_INCOMPLETE;
                try {
                    watch();
                    code = shutdown.run(signal).exitCode();
                } finally {
                    jvm.exit(code);
                }
            }
            case 2 -> {
                announcer.say(() -> LOG.warn("{} again: waiting is over, resources are closed", signal));
                shutdown.force();
            }
            default -> jvm.halt(Shutdown.EXIT_INCOMPLETE);
        }
    }

    private void exiting() {
        watch();
        shutdown.exiting();
        shutdown.run(Shutdown.JVM_EXIT);
    }

    /** Ends the JVM if all else fails, a hook of somebody else for instance, before the platform does. */
    private void watch() {
        if (!watched.compareAndSet(false, true)) {
            return;
        }
        long patience = settings.limit().plus(settings.margin().dividedBy(2)).toNanos();
        Thread watchdog = new Thread(
                () -> {
                    try {
                        TimeUnit.NANOSECONDS.sleep(patience);
                        jvm.halt(Shutdown.EXIT_INCOMPLETE);
                    } catch (InterruptedException nobodyHasThisThread) {
                        Thread.currentThread().interrupt();
                    }
                },
                "eloquent-shutdown-watchdog");
        watchdog.setDaemon(true);
        try {
            watchdog.start();
        } catch (OutOfMemoryError noThread) {
            // Then the platform does it.
            announcer.say(() -> LOG.warn("no thread is left to watch the end of the shutdown", noThread));
        }
    }
}
