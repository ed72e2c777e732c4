package dev.eloquent.shutdown;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where a thread was when its time ended.
 *
 * @param thread its name
 * @param state what it was doing
 * @param frames its stack, innermost first; empty if it has just ended
 */
public record ThreadStack(String thread, Thread.State state, List<StackTraceElement> frames) {
    /** Keeps a copy. */
    public ThreadStack {
        frames = List.copyOf(frames);
    }

    static ThreadStack of(Thread thread) {
        return new ThreadStack(thread.getName(), thread.getState(), List.of(thread.getStackTrace()));
    }

    /** Of threads that still run. */
    static List<ThreadStack> of(Stream<Thread> threads) {
        return threads.filter(Thread::isAlive).map(ThreadStack::of).toList();
    }
}
