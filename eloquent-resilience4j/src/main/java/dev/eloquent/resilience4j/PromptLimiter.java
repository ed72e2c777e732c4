package dev.eloquent.resilience4j;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * resilience4j's limiter, but a caller whose turn would come too late is told so at once. Asked to acquire, resilience4j
 * parks it for the whole timeout first, although it knows; asked to reserve, it does not. So this reserves, and waits itself.
 */
final class PromptLimiter implements RateLimiter {
    private final RateLimiter limiter;
    private final AtomicInteger waiting = new AtomicInteger();

    PromptLimiter(RateLimiter limiter) {
        this.limiter = limiter;
    }

    /** As the interface has it: an interrupt ends the wait and stays set. The permits of that turn are lost. */
    @Override
    public boolean acquirePermission(int permits) {
        long wait = limiter.reservePermission(permits);
        return wait == 0 || (wait > 0 && passes(wait));
    }

    private boolean passes(long wait) {
        long turn = System.nanoTime() + wait;
        waiting.incrementAndGet();
        try {
            long left = wait;
            while (left > 0 && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(this, left);
                left = turn - System.nanoTime();
            }
            return left <= 0;
        } finally {
            waiting.decrementAndGet();
        }
    }

    @Override
    public long reservePermission(int permits) {
        return limiter.reservePermission(permits);
    }

    @Override
    public void drainPermissions() {
        limiter.drainPermissions();
    }

    @Override
    public void changeTimeoutDuration(Duration timeout) {
        limiter.changeTimeoutDuration(timeout);
    }

    @Override
    public void changeLimitForPeriod(int permits) {
        limiter.changeLimitForPeriod(permits);
    }

    @Override
    public String getName() {
        return limiter.getName();
    }

    @Override
    public RateLimiterConfig getRateLimiterConfig() {
        return limiter.getRateLimiterConfig();
    }

    @Override
    public Map<String, String> getTags() {
        return limiter.getTags();
    }

    @Override
    public Metrics getMetrics() {
        return new PromptMetrics(limiter.getMetrics(), waiting);
    }

    @Override
    public EventPublisher getEventPublisher() {
        return limiter.getEventPublisher();
    }

    @Override
    public String toString() {
        return "PromptLimiter of " + limiter;
    }

    /** resilience4j's, but it does not know of those who wait here. */
    private record PromptMetrics(Metrics metrics, AtomicInteger waiting) implements Metrics {
        @Override
        public int getNumberOfWaitingThreads() {
            return waiting.get();
        }

        @Override
        public int getAvailablePermissions() {
            return metrics.getAvailablePermissions();
        }
    }
}
