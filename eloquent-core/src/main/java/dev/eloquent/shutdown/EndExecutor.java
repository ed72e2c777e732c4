package dev.eloquent.shutdown;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends an executor: nothing new, then what it has is finished, then what is left is interrupted and counted. */
final class EndExecutor implements Task {
    private static final long GLANCE = Duration.ofMillis(100).toNanos();

    private final ExecutorService executor;
    private final Set<Thread> threads;

    private EndExecutor(ExecutorService executor, Set<Thread> threads) {
        this.executor = executor;
        this.threads = threads;
    }

    /** Of a {@link ThreadPoolExecutor} it notes the threads that are made from now on, for their stacks. */
    static EndExecutor of(ExecutorService executor) {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        if (executor instanceof ThreadPoolExecutor pool) {
            ThreadFactory makes = pool.getThreadFactory();
            pool.setThreadFactory(task -> {
                Thread made = makes.newThread(task);
                if (made != null) {
                    threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
                    threads.add(made);
                }
                return made;
            });
        }
        return new EndExecutor(executor, threads);
    }

    @Override
    public String run(Deadline deadline) throws CutShort {
        executor.shutdown();
        try {
            while (!deadline.passed()) {
                long glance = Math.min(GLANCE, deadline.remaining().toNanos());
                if (executor.awaitTermination(glance, TimeUnit.NANOSECONDS) || isCommonPoolAtRest()) {
                    return "";
                }
                if (onlyWaitsForTheExit()) {
                    return "a task called System.exit";
                }
            }
        } catch (InterruptedException forced) {
            // The time is over earlier than was said.
        }
        if (executor.isTerminated()) {
            return "";
        }
        List<Thread> busy = busy();
        List<ThreadStack> stacks = ThreadStack.of(busy.stream());
        int active = executor instanceof ThreadPoolExecutor known
                ? Math.max(busy.size(), known.getActiveCount())
                : knowsItsThreads() ? busy.size() : -1;
        long queued = executor instanceof ForkJoinPool pool ? queued(pool) : 0;
        queued += executor.shutdownNow().size();
        throw new CutShort(lost(queued, active), stacks);
    }

    /** Nobody can shut that one down; it is over when it has nothing to do. */
    @SuppressWarnings("ReferenceEquality") // There is one.
    private boolean isCommonPoolAtRest() {
        return executor == ForkJoinPool.commonPool()
                && ForkJoinPool.commonPool().isQuiescent();
    }

    /** Whoever calls {@code System.exit} waits for the hooks, and ours for this: it must not be waited for. */
    private boolean onlyWaitsForTheExit() {
        boolean queue = executor instanceof ThreadPoolExecutor pool
                ? !pool.getQueue().isEmpty()
                : executor instanceof ForkJoinPool fork && queued(fork) > 0;
        List<Thread> busy = queue ? List.of() : busy();
        return !busy.isEmpty() && busy.stream().allMatch(ExitCall::isIn);
    }

    private static long queued(ForkJoinPool pool) {
        // It does not tell what it drops.
        return pool.getQueuedSubmissionCount() + pool.getQueuedTaskCount();
    }

    private static String lost(long queued, int active) {
        List<String> parts = new ArrayList<>();
        parts.add(queued + (queued == 1 ? " task" : " tasks") + " never begun");
        parts.add(active < 0 ? "those that ran interrupted" : active + " interrupted");
        return String.join(", ", parts);
    }

    private boolean knowsItsThreads() {
        return executor instanceof ThreadPoolExecutor || executor instanceof ForkJoinPool;
    }

    /** Its threads that have something to do, as far as they can be known; idle ones of a pool end at its shutdown. */
    @SuppressWarnings("ReferenceEquality") // This very pool is meant.
    private List<Thread> busy() {
        if (executor instanceof ForkJoinPool pool) {
            return Thread.getAllStackTraces().entrySet().stream()
                    .filter(each -> each.getKey() instanceof ForkJoinWorkerThread worker && worker.getPool() == pool)
                    .filter(each -> !isIdle(each.getValue()))
                    .map(java.util.Map.Entry::getKey)
                    .toList();
        }
        return threads.stream().filter(Thread::isAlive).toList();
    }

    private static boolean isIdle(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals("awaitWork")) {
                return true;
            }
        }
        return false;
    }
}
