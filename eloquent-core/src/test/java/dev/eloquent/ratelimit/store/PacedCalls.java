package dev.eloquent.ratelimit.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Makes 500 calls a second from several threads, and notes how long each took. */
public final class PacedCalls implements AutoCloseable {
    private static final int THREADS = 8;
    private static final long INTERVAL = Duration.ofSeconds(1).toNanos() / 500;

    private final AtomicInteger next = new AtomicInteger();
    private final List<Long> durations = Collections.synchronizedList(new ArrayList<>());
    private final Thread[] threads = new Thread[THREADS];
    private volatile boolean ended;

    private PacedCalls(IntConsumer call) {
        long begin = System.nanoTime();
        for (int i = 0; i < THREADS; i++) {
            threads[i] = new Thread(() -> run(call, begin), "pace-" + i);
            threads[i].start();
        }
    }

    public static PacedCalls of(IntConsumer call) {
        return new PacedCalls(call);
    }

    private void run(IntConsumer call, long begin) {
        while (!ended) {
            int number = next.getAndIncrement();
            for (long wait = due(begin, number); wait > 0 && !ended; wait = due(begin, number)) {
                LockSupport.parkNanos(wait);
            }
            long called = System.nanoTime();
            call.accept(number);
            durations.add(System.nanoTime() - called);
        }
    }

    private static long due(long begin, int number) {
        return begin + number * INTERVAL - System.nanoTime();
    }

    public int calls() {
        return durations.size();
    }

    /** What 99 of 100 calls took at most. */
    public Duration p99() {
        List<Long> sorted = new ArrayList<>(durations);
        Collections.sort(sorted);
        return Duration.ofNanos(sorted.get(sorted.size() * 99 / 100));
    }

    @Override
    public void close() {
        ended = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
