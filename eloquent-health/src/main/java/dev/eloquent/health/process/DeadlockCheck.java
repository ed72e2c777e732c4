package dev.eloquent.health.process;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.ReasonCode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Whether threads of this process wait for each other in a circle, by monitors or by locks that know their owner
 * ({@code ReentrantLock}): unhealthy, {@code deadlocked_threads}. Nothing but a new process ends that.
 *
 * <p>Who waits for what, held by whom, and the innermost frames of each are among the private details, up to eight
 * threads. Virtual threads, semaphores and futures are not seen; where the JVM offers no such search the check is
 * healthy, and a detail says so. A search stops all threads for a moment that grows with their number, typically a few
 * milliseconds. {@linkplain CheckSettings#local() Local} by default, so that it may be critical to liveness. Immutable.
 */
public final class DeadlockCheck implements HealthCheck {
    /** Threads wait for each other in a circle. */
    public static final ReasonCode DEADLOCKED_THREADS = new ReasonCode("deadlocked_threads");

    private static final int SHOWN_THREADS = 8;
    private static final int SHOWN_FRAMES = 8;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private DeadlockCheck() {}

    /** Checks the threads of this JVM. */
    public static DeadlockCheck create() {
        return new DeadlockCheck();
    }

    @Override
    public CheckSettings defaultSettings() {
        return CheckSettings.defaults().onlyLocal();
    }

    @Override
    public CheckResult check(Duration timeout) {
        long @Nullable [] found;
        try {
            found = threads.isSynchronizerUsageSupported()
                    ? threads.findDeadlockedThreads()
                    : threads.findMonitorDeadlockedThreads();
        } catch (UnsupportedOperationException e) {
            return CheckResult.healthy().with("search", "not supported by this JVM");
        }
        return found == null ? CheckResult.healthy() : describe(found);
    }

    private CheckResult describe(long[] ids) {
        CheckResult result = CheckResult.unhealthy(DEADLOCKED_THREADS).with("threads", ids.length);
        ThreadInfo[] infos = threads.getThreadInfo(ids, SHOWN_FRAMES);
        for (int i = 0; i < infos.length && i < SHOWN_THREADS; i++) {
            @Nullable ThreadInfo info = infos[i]; // null if the thread has ended meanwhile
            if (info != null) {
                result = result.with("thread_" + (i + 1), describe(info));
            }
        }
        return result;
    }

    private static String describe(ThreadInfo info) {
        StringJoiner stack = new StringJoiner(" < ");
        for (StackTraceElement frame : info.getStackTrace()) {
            stack.add(frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber());
        }
        return "'" + info.getThreadName() + "' waits for " + info.getLockName() + " held by '" + info.getLockOwnerName()
                + "' at " + stack;
    }
}
