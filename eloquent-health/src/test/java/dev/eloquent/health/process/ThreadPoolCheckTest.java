package dev.eloquent.health.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthStatus;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real pools of two threads, whose tasks end when the test says so. */
final class ThreadPoolCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final CountDownLatch done = new CountDownLatch(1);
    private ThreadPoolExecutor pool = pool(new LinkedBlockingQueue<>(10));

    @AfterEach
    void stop() {
        done.countDown();
        pool.shutdownNow();
    }

    @Test
    void anIdlePoolIsHealthyAndSaysWhatItHas() {
        CheckResult result = ThreadPoolCheck.of(pool).check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(result.details())
                .containsEntry("busy", "0")
                .containsEntry("threads", "2")
                .containsEntry("queued", "0")
                .containsEntry("queue_room", "10");
    }

    @Test
    void aQueueIsSaturatedWhenItIsFilledToTheShare() {
        ThreadPoolCheck check = ThreadPoolCheck.of(pool);
        submit(2 + 7);
        assertThat(check.check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);
        submit(1);
        CheckResult result = check.check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(result.reason()).isEqualTo(ExecutorCheck.EXECUTOR_SATURATED);
        assertThat(check.unhealthyIfSaturated().check(TIMEOUT).status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(check.queueFilledTo(0.9).check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void aQueueWithoutBoundsIsSaturatedWhileItGrowsOrStandsStill() {
        pool = pool(new LinkedBlockingQueue<>());
        ThreadPoolCheck check = ThreadPoolCheck.of(pool);
        submit(2 + 5);
        assertThat(check.check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY); // there is nothing to compare with
        assertThat(check.check(TIMEOUT).status()).isEqualTo(HealthStatus.DEGRADED);
        submit(1);
        assertThat(check.check(TIMEOUT).status()).isEqualTo(HealthStatus.DEGRADED);
        pool.getQueue().poll();
        assertThat(check.check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void control_allThreadsBusyWithoutAQueueIsJustWork() {
        submit(2);
        ThreadPoolCheck check = ThreadPoolCheck.of(pool);
        for (int i = 0; i < 3; i++) {
            assertThat(check.check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);
        }
    }

    @Test
    void aPoolThatHandsOverDirectlyIsSaturatedWhenAllItsThreadsAreBusy() {
        pool = pool(new SynchronousQueue<>());
        submit(1);
        assertThat(ThreadPoolCheck.of(pool).check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);
        submit(1);
        assertThat(ThreadPoolCheck.of(pool).check(TIMEOUT).status()).isEqualTo(HealthStatus.DEGRADED);
    }

    @Test
    void aPoolThatWasShutDownIsUnhealthy() {
        pool.shutdown();
        CheckResult result = ThreadPoolCheck.of(pool).check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(result.reason()).isEqualTo(ExecutorCheck.EXECUTOR_SHUT_DOWN);
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        ScheduledThreadPoolExecutor scheduled = new ScheduledThreadPoolExecutor(1);
        assertThat(ThreadPoolCheck.of(scheduled).queueFilledTo(80).faults(CheckSettings.defaults()))
                .containsExactly(
                        "queueFilledTo must be a share from 0 to 1, was 80.0",
                        "the queue of a scheduled pool holds tasks that are not due yet: use ExecutorCheck.of(pool)");
        scheduled.shutdownNow();
    }

    @Test
    void itIsLocalFromTheStart() {
        assertThat(ThreadPoolCheck.of(pool).defaultSettings().local()).isTrue();
    }

    private void submit(int tasks) {
        int before = pool.getActiveCount();
        for (int i = 0; i < tasks; i++) {
            pool.execute(() -> {
                try {
                    done.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        await().until(() -> pool.getActiveCount() == Math.min(2, before + tasks));
    }

    private static ThreadPoolExecutor pool(BlockingQueue<Runnable> queue) {
        return new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, queue);
    }
}
