package dev.eloquent.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.core.exception.AcquirePermissionCancelledException;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.ratelimiter.event.RateLimiterEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With resilience4j's limiters, its clock and real threads. A test that waits for a limit of hours would time out. */
@Timeout(60)
final class OutboundLimitsTest {
    /** One call an hour, and who waits for the next waits long. */
    private static final OutboundLimit HOURLY =
            OutboundLimit.of("openai", 2, Duration.ofHours(1)).longestWait(Duration.ofHours(1));

    /** One call in 31 days: nobody may wait for the next. */
    private static final OutboundLimit MONTHLY =
            OutboundLimit.of("reports", 2, Duration.ofDays(31)).longestWait(Duration.ofHours(1));

    private final AtomicInteger calls = new AtomicInteger();

    /** A call in a thread of its own, and what came of it. */
    private record Caller(Thread thread, CompletableFuture<Either<Throwable, Object>> outcome) {
        static Caller of(Callable<?> call) {
            CompletableFuture<Either<Throwable, Object>> outcome = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    outcome.complete(Either.right(call.call()));
                } catch (Throwable e) {
                    outcome.complete(Either.left(e));
                }
            });
            thread.setDaemon(true);
            thread.start();
            return new Caller(thread, outcome);
        }

        Throwable failure() throws Exception {
            return outcome.get().getLeft();
        }
    }

    @Test
    void callsWaitForTheirTurn() throws Exception {
        Duration period = Duration.ofMillis(200);
        OutboundLimit limit = OutboundLimit.of("openai", 4, period.multipliedBy(3));
        assertThat(limit.config().getLimitRefreshPeriod()).isEqualTo(period);
        long before = System.nanoTime();
        OutboundLimits limits = OutboundLimits.of(limit);

        List<Long> begins = inParallel(4, () -> limits.get("openai", System::nanoTime));

        begins.sort(null);
        for (int i = 0; i < 4; i++) {
            // The limiter's first period begins after 'before', so the turn number i not before that.
            assertThat(begins.get(i) - before).isGreaterThanOrEqualTo(i * period.toNanos());
        }
    }

    @Test
    void control_withoutAWaitTheSameCallsAreRefused() {
        OutboundLimits limits = OutboundLimits.of(
                OutboundLimit.of("openai", 4, Duration.ofHours(3)).longestWait(Duration.ZERO));
        limits.get("openai", calls::incrementAndGet);
        assertThatThrownBy(() -> limits.get("openai", calls::incrementAndGet))
                .isInstanceOf(RequestNotPermitted.class)
                .hasMessage("RateLimiter 'openai' does not permit further calls");
        assertThat(calls).hasValue(1);
    }

    @Test
    void aCallWhoseTurnComesTooLateIsRefusedAtOnce() throws Exception {
        OutboundLimits limits = OutboundLimits.of(MONTHLY);
        limits.call("reports", calls::incrementAndGet);
        assertThatThrownBy(() -> limits.call("reports", calls::incrementAndGet))
                .isInstanceOf(RequestNotPermitted.class);
        assertThatThrownBy(() -> limits.get("reports", calls::incrementAndGet)).isInstanceOf(RequestNotPermitted.class);
        assertThatThrownBy(RateLimiter.decorateRunnable(limits.limiter("reports"), calls::incrementAndGet)::run)
                .isInstanceOf(RequestNotPermitted.class);
        assertThat(calls).hasValue(1);
    }

    /** What it is for: resilience4j's own limiter knows it too, but lets the caller wait an hour before it says so. */
    @Test
    void control_resilience4jParksACallerWhoseTurnComesTooLate() throws Exception {
        RateLimiter plain = RateLimiter.of("reports", MONTHLY.config());
        plain.executeCallable(calls::incrementAndGet);
        Caller caller = Caller.of(() -> plain.executeCallable(calls::incrementAndGet));
        await().until(() -> plain.getMetrics().getNumberOfWaitingThreads() == 1
                && caller.thread().getState() == Thread.State.TIMED_WAITING);
        assertThat(caller.outcome()).isNotDone();
        caller.thread().interrupt();
        assertThat(caller.failure()).isInstanceOf(AcquirePermissionCancelledException.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() throws Exception {
        OutboundLimits limits = OutboundLimits.of(HOURLY);
        limits.get("openai", calls::incrementAndGet);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Caller caller = Caller.of(() -> {
            try {
                return limits.get("openai", calls::incrementAndGet);
            } finally {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        await().until(() -> limits.limiter("openai").getMetrics().getNumberOfWaitingThreads() == 1);

        caller.thread().interrupt();

        assertThat(caller.failure()).isInstanceOf(AcquirePermissionCancelledException.class);
        assertThat(interrupted).isCompletedWithValue(true);
        assertThat(calls).hasValue(1);
        assertThat(limits.limiter("openai").getMetrics().getNumberOfWaitingThreads())
                .isZero();
    }

    @Test
    void aPermissionWhoseWaitWasInterruptedIsNone() throws Exception {
        RateLimiter limiter = OutboundLimits.of(HOURLY).limiter("openai");
        assertThat(limiter.acquirePermission()).isTrue();
        Caller caller = Caller.of(limiter::acquirePermission);
        await().until(() -> limiter.getMetrics().getNumberOfWaitingThreads() == 1);
        caller.thread().interrupt();
        assertThat(caller.outcome().get().get()).isEqualTo(false);
    }

    @Test
    void wakingForNothingDoesNotEndTheWait() throws Exception {
        OutboundLimits limits = OutboundLimits.of(HOURLY);
        limits.get("openai", calls::incrementAndGet);
        Caller caller = Caller.of(() -> limits.get("openai", calls::incrementAndGet));
        await().until(() -> limits.limiter("openai").getMetrics().getNumberOfWaitingThreads() == 1);
        for (int i = 0; i < 3; i++) {
            await().until(() -> LockSupport.getBlocker(caller.thread()) != null);
            LockSupport.unpark(caller.thread());
        }
        await().until(() -> caller.thread().getState() == Thread.State.TIMED_WAITING);
        caller.thread().interrupt();
        assertThat(caller.failure()).isInstanceOf(AcquirePermissionCancelledException.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void whatTheCallThrowsArrivesAsItIs() {
        OutboundLimits limits = OutboundLimits.of(HOURLY);
        IOException refused = new IOException("connection refused");
        assertThatThrownBy(() -> limits.call("openai", () -> {
                    throw refused;
                }))
                .isSameAs(refused);
    }

    @Test
    void aNameWithoutALimitIsAnErrorThatListsThoseThatThereAre() {
        OutboundLimits limits = OutboundLimits.of(HOURLY, MONTHLY);
        String message = "there is no limit for 'opnai', only for openai, reports; give OutboundLimits.of one for it";
        assertThatThrownBy(() -> limits.get("opnai", calls::incrementAndGet))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> limits.limiter("opnai")).hasMessage(message);
        assertThatThrownBy(() -> limits.registry().rateLimiter("opnai")).hasMessage(message);
        assertThatThrownBy(() -> limits.registry().rateLimiter("opnai", HOURLY.config()))
                .hasMessage(message);
        assertThat(calls).hasValue(0);
    }

    /** Why: resilience4j makes a limiter that is none. */
    @Test
    void control_resilience4jMakesALimiterOfItsDefaultsForAnyName() {
        RateLimiterRegistry plain = RateLimiterRegistry.of(HOURLY.config());
        plain.rateLimiter("openai").acquirePermission();
        assertThat(plain.rateLimiter("opnai").acquirePermission()).isTrue();
        assertThat(RateLimiterConfig.ofDefaults().getLimitRefreshPeriod()).isEqualTo(Duration.ofNanos(500));
    }

    @Test
    void theRegistryHasTheLimitersFromTheStartAndKeepsThem() {
        OutboundLimits limits = OutboundLimits.of(HOURLY, MONTHLY);
        RateLimiterRegistry registry = limits.registry();
        RateLimiter openai = limits.limiter("openai");
        assertThat(registry.getAllRateLimiters()).containsExactlyInAnyOrder(openai, limits.limiter("reports"));
        assertThat(registry.rateLimiter("openai")).isSameAs(openai);
        assertThat(registry.find("openai")).contains(openai);
        assertThat(registry.find("opnai")).isEmpty();
        String message = "the limits stay those that they were made with, 'openai' too; make other OutboundLimits";
        assertThatThrownBy(() -> registry.remove("openai"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> registry.replace("openai", limits.limiter("reports")))
                .hasMessage(message);
    }

    @Test
    void eventsAndMetricsAreResilience4js() {
        OutboundLimits limits = OutboundLimits.of(MONTHLY);
        RateLimiter limiter = limits.limiter("reports");
        List<RateLimiterEvent.Type> events = new ArrayList<>();
        limits.registry()
                .getAllRateLimiters()
                .forEach(each -> each.getEventPublisher().onEvent(event -> events.add(event.getEventType())));
        assertThat(limiter.getMetrics().getAvailablePermissions()).isEqualTo(1);

        limits.get("reports", calls::incrementAndGet);
        assertThatThrownBy(() -> limits.get("reports", calls::incrementAndGet)).isInstanceOf(RequestNotPermitted.class);
        limiter.drainPermissions();

        assertThat(events)
                .containsExactly(
                        RateLimiterEvent.Type.SUCCESSFUL_ACQUIRE,
                        RateLimiterEvent.Type.FAILED_ACQUIRE,
                        RateLimiterEvent.Type.DRAINED);
        assertThat(limiter.getMetrics().getAvailablePermissions()).isZero();
        assertThat(limiter.getMetrics().getNumberOfWaitingThreads()).isZero();
        assertThat(limits.registry().getEventPublisher()).isNotNull();
    }

    @Test
    void whatResilience4jLetsOneChangeCanBeChanged() {
        OutboundLimits limits = OutboundLimits.of(MONTHLY);
        RateLimiter limiter = limits.limiter("reports");
        limiter.changeTimeoutDuration(Duration.ZERO);
        limiter.changeLimitForPeriod(7);
        assertThat(limiter.getRateLimiterConfig().getTimeoutDuration()).isZero();
        assertThat(limiter.getRateLimiterConfig().getLimitForPeriod()).isEqualTo(7);
        assertThat(limiter.getTags()).isEmpty();
        assertThat(limiter.toString()).startsWith("PromptLimiter of AtomicRateLimiter{name='reports'");
    }

    private static List<Long> inParallel(int threads, Callable<Long> call) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Long>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(call));
            }
            List<Long> results = new ArrayList<>();
            for (Future<Long> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError("a call failed", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
