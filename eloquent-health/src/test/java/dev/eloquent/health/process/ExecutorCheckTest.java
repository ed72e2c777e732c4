package dev.eloquent.health.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.ReasonCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real executors of one thread, occupied until the test says so. */
final class ExecutorCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofMillis(50);

    private final CountDownLatch done = new CountDownLatch(1);
    private ExecutorService executor = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        done.countDown();
        executor.shutdownNow();
    }

    @Test
    void anExecutorThatStartsATaskInTimeIsHealthy() throws InterruptedException {
        CheckResult result = ExecutorCheck.of(executor).check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(result.details()).containsEntry("started", "true").containsKey("waited_ms");
        assertThat(ExecutorCheck.of(Runnable::run).check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void anExecutorWhoseThreadsAreOccupiedIsSaturatedUntilTheyAreFree() throws InterruptedException {
        ExecutorCheck check = ExecutorCheck.of(executor).startsWithin(SOON);
        occupy();
        CheckResult result = check.check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(result.reason()).isEqualTo(ExecutorCheck.EXECUTOR_SATURATED);
        assertThat(result.details()).containsEntry("started", "false");
        assertThat(check.unhealthyIfSaturated().check(TIMEOUT).status()).isEqualTo(HealthStatus.UNHEALTHY);
        done.countDown();
        await().until(() -> check.check(TIMEOUT).status() == HealthStatus.HEALTHY);
    }

    @Test
    void aForkJoinPoolToo() throws InterruptedException {
        executor = new ForkJoinPool(1);
        ExecutorCheck check = ExecutorCheck.of(executor).startsWithin(SOON);
        assertThat(check.startsWithin(TIMEOUT).check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);
        occupy();
        assertThat(check.check(TIMEOUT).reason()).isEqualTo(ExecutorCheck.EXECUTOR_SATURATED);
    }

    @Test
    void thereIsOnlyOneTaskInTheQueueHoweverOftenItLooks() throws InterruptedException {
        ThreadPoolExecutor pool = bounded(new ThreadPoolExecutor.AbortPolicy());
        occupy();
        ExecutorCheck check = ExecutorCheck.of(pool).startsWithin(SOON);
        for (int i = 0; i < 5; i++) {
            assertThat(check.check(TIMEOUT).reason()).isEqualTo(ExecutorCheck.EXECUTOR_SATURATED);
            assertThat(pool.getQueue()).hasSize(1);
        }
    }

    @Test
    void aTaskThatIsRejectedMeansSaturated() throws InterruptedException {
        ThreadPoolExecutor pool = bounded(new ThreadPoolExecutor.AbortPolicy());
        occupy();
        pool.execute(() -> {});
        CheckResult result = ExecutorCheck.of(pool).check(TIMEOUT);
        assertThat(result.reason()).isEqualTo(ExecutorCheck.EXECUTOR_SATURATED);
        assertThat(result.details().get("cause")).startsWith("java.util.concurrent.RejectedExecutionException: ");
    }

    @Test
    void aPoolThatMakesItsCallerRunTheTaskIsSaturated() throws InterruptedException {
        ThreadPoolExecutor pool = bounded(new ThreadPoolExecutor.CallerRunsPolicy());
        ExecutorCheck check = ExecutorCheck.of(pool);
        assertThat(check.check(TIMEOUT).reason()).isEqualTo(ReasonCode.OK);
        occupy();
        pool.execute(() -> {});
        assertThat(check.check(TIMEOUT).reason()).isEqualTo(ExecutorCheck.EXECUTOR_SATURATED);
    }

    @Test
    void aTaskThatWasDroppedIsGivenUpAfterFiveMinutes() throws InterruptedException {
        AtomicLong now = new AtomicLong();
        ThreadPoolExecutor pool = bounded(new ThreadPoolExecutor.DiscardPolicy());
        ExecutorCheck check = new ExecutorCheck(pool, SOON, false, now::get);
        occupy();
        pool.execute(() -> {});
        assertThat(check.check(TIMEOUT).reason()).isEqualTo(ExecutorCheck.EXECUTOR_SATURATED);
        done.countDown();
        await().until(() -> pool.getCompletedTaskCount() == 2);
        now.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
        assertThat(check.check(TIMEOUT).reason()).isEqualTo(ExecutorCheck.EXECUTOR_SATURATED);
        now.addAndGet(1);
        assertThat(check.check(TIMEOUT).reason()).isEqualTo(ReasonCode.OK);
    }

    @Test
    void anExecutorThatFailsOnceIsAskedAgain() throws InterruptedException {
        for (Throwable failure :
                List.of(new OutOfMemoryError("unable to create native thread"), new IllegalStateException("away"))) {
            AtomicBoolean failed = new AtomicBoolean();
            ExecutorCheck check = ExecutorCheck.of(task -> {
                if (!failed.getAndSet(true)) {
                    throwAsIs(failure);
                }
                task.run();
            });
            assertThatThrownBy(() -> check.check(TIMEOUT)).isSameAs(failure);
            assertThat(check.check(TIMEOUT).reason()).isEqualTo(ReasonCode.OK);
        }
    }

    private static void throwAsIs(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    @Test
    void aTaskThatStartedTooLateIsNotInTime() throws InterruptedException {
        AtomicLong now = new AtomicLong();
        ExecutorCheck check = new ExecutorCheck(
                task -> {
                    now.addAndGet(SOON.toNanos() + 1);
                    task.run();
                },
                SOON,
                false,
                now::get);
        assertThat(check.check(TIMEOUT).reason()).isEqualTo(ExecutorCheck.EXECUTOR_SATURATED);
    }

    @Test
    void anExecutorThatWasShutDownIsUnhealthy() throws InterruptedException {
        ExecutorCheck check = ExecutorCheck.of(executor).startsWithin(SOON);
        occupy();
        check.check(TIMEOUT);
        executor.shutdownNow();
        CheckResult result = check.check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(result.reason()).isEqualTo(ExecutorCheck.EXECUTOR_SHUT_DOWN);
    }

    @Test
    void aLimitThatTheTimeoutCutsShortIsRefused() {
        ExecutorCheck check = ExecutorCheck.of(executor);
        assertThat(check.faults(check.defaultSettings())).isEmpty();
        assertThat(check.startsWithin(TIMEOUT).faults(CheckSettings.defaults()))
                .containsExactly("startsWithin must be positive and less than the timeout PT2S, was PT2S");
        assertThat(check.startsWithin(Duration.ZERO).faults(CheckSettings.defaults()))
                .containsExactly("startsWithin must be positive and less than the timeout PT2S, was PT0S");
    }

    @Test
    void itIsLocalFromTheStart() {
        assertThat(ExecutorCheck.of(executor).defaultSettings().local()).isTrue();
    }

    private ThreadPoolExecutor bounded(RejectedExecutionHandler whenFull) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), whenFull);
        executor.shutdownNow();
        executor = pool;
        return pool;
    }

    private void occupy() throws InterruptedException {
        CountDownLatch occupied = new CountDownLatch(1);
        executor.execute(() -> {
            occupied.countDown();
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        occupied.await();
    }
}
