package dev.eloquent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The whole, with real threads and real time. */
@Timeout(30)
final class HealthChecksTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void checksRunInParallel() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(3);
        HealthCheck meetsTheOthers = HealthCheck.completes(() -> {
            all.countDown();
            all.await();
        });
        try (HealthChecks health = HealthChecks.of("test", "1")
                .degrades("one", meetsTheOthers)
                .degrades("two", meetsTheOthers)
                .degrades("three", meetsTheOthers)
                .start()) {
            assertThat(health.awaitFirstResults(SOON)).isTrue();
            assertThat(health.report().status()).isEqualTo(HealthStatus.HEALTHY);
        }
    }

    @Test
    void closeLeavesNoThreadAndMayBeCalledAgain() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        HealthChecks health = HealthChecks.of("test", "1")
                .degrades("hangs", HealthCheck.completes(never::await))
                .onTransition(transition -> {})
                .start();
        await().until(() -> !ourThreads().isEmpty());
        health.close();
        health.close();
        assertThat(ourThreads()).isEmpty();
        assertThat(health.report().status()).isEqualTo(HealthStatus.UNKNOWN);
        assertThat(health.report().reason()).contains(ReasonCode.CLOSED);
    }

    @Test
    void anInterruptOfTheCallerDoesNotCutTheClosingShort() {
        HealthChecks health = HealthChecks.of("test", "1")
                .degrades("it", HealthCheck.completes(() -> {}))
                .start();
        Thread.currentThread().interrupt();
        health.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ourThreads()).isEmpty();
        assertThat(health.report().reason()).contains(ReasonCode.CLOSED);
    }

    @Test
    void aCheckMayClose() {
        CompletableFuture<HealthChecks> own = new CompletableFuture<>();
        HealthCheck closes = HealthCheck.completes(() -> own.get().close());
        HealthChecks health =
                HealthChecks.of("test", "1").degrades("closes", closes).start();
        own.complete(health);
        await().until(() -> ourThreads().isEmpty());
        assertThat(health.report().reason()).contains(ReasonCode.CLOSED);
    }

    @Test
    void aListenerMayClose() {
        CompletableFuture<HealthChecks> own = new CompletableFuture<>();
        HealthChecks health = HealthChecks.of("test", "1")
                .degrades("it", HealthCheck.completes(() -> {}))
                .onTransition(transition -> own.join().close())
                .start();
        own.complete(health);
        await().until(() -> ourThreads().isEmpty());
        assertThat(health.report().reason()).contains(ReasonCode.CLOSED);
    }

    @Test
    void hungChecksAndListenersAreWaitedForTogether() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger hungListeners = new AtomicInteger();
        HealthChecksBuilder builder = HealthChecks.of("test", "1").degrades("well", HealthCheck.completes(() -> {}));
        for (int i = 0; i < 100; i++) {
            builder.degrades("hangs-" + i, HealthCheck.completes(never::await)).onTransition(transition -> {
                hungListeners.incrementAndGet();
                awaitUntilInterrupted(never);
            });
        }
        HealthChecks health = builder.start();
        await().until(() -> hungListeners.get() == 100);
        assertTimeout(Duration.ofSeconds(5), health::close);
        assertThat(ourThreads()).isEmpty();
    }

    private static void awaitUntilInterrupted(CountDownLatch never) {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anExceptionThatCannotEvenTellItsMessageIsAFailureLikeOthers() throws InterruptedException {
        HealthCheck nasty = timeout -> {
            throw new IllegalStateException() {
                @Override
                public String getMessage() {
                    throw new UnsupportedOperationException();
                }
            };
        };
        try (HealthChecks health =
                HealthChecks.of("test", "1").degrades("nasty", nasty).start()) {
            assertThat(health.awaitFirstResults(SOON)).isTrue();
            assertThat(health.check("nasty").orElseThrow().reason()).isEqualTo(ReasonCode.CHECK_FAILED);
        }
    }

    @Test
    void closeDoesNotWaitForeverForWhatIgnoresItsInterrupt() {
        AtomicBoolean go = new AtomicBoolean();
        HealthChecks health = HealthChecks.of("test", "1")
                .degrades("stubborn", HealthCheck.completes(() -> {
                    while (!go.get()) {
                        Thread.onSpinWait();
                    }
                }))
                .start();
        await().until(() -> ourThreads().contains("eloquent-health-check-stubborn"));
        health.close();
        assertThat(ourThreads()).containsExactly("eloquent-health-check-stubborn");
        go.set(true);
        await().until(() -> ourThreads().isEmpty());
    }

    @Test
    void aFaultInTheConfigurationStartsNoThread() {
        try {
            HealthChecks.of("", "").start();
        } catch (HealthConfigurationException expected) {
            assertThat(expected.faults()).hasSize(2);
        }
        assertThat(ourThreads()).isEmpty();
    }

    @Test
    void aCheckThatThrowsAnythingIsUnhealthyAndRunsAgain() {
        AtomicInteger runs = new AtomicInteger();
        try (HealthChecks health = HealthChecks.of("test", "1")
                .critical(
                        "it",
                        timeout -> {
                            if (runs.incrementAndGet() == 1) {
                                throw new StackOverflowError("deep");
                            }
                            return CheckResult.healthy();
                        },
                        s -> s.interval(Duration.ofMillis(200)).timeout(Duration.ofMillis(100)))
                .start()) {
            await().until(() -> health.report().status() == HealthStatus.HEALTHY);
            assertThat(health.transitions().get(0).reason()).isEqualTo(ReasonCode.CHECK_FAILED);
            assertThat(health.transitions().get(0).details())
                    .containsEntry("cause", "java.lang.StackOverflowError: deep");
        }
    }

    @Test
    void listenersHearEachTransitionOnce() {
        AtomicBoolean broken = new AtomicBoolean();
        List<Transition> heard = new CopyOnWriteArrayList<>();
        try (HealthChecks health = HealthChecks.of("test", "1")
                .degrades(
                        "it",
                        HealthCheck.holds("broken", () -> !broken.get()),
                        s -> s.interval(Duration.ofMillis(400)).timeout(Duration.ofMillis(300)))
                .onTransition(heard::add)
                .start()) {
            await().untilAsserted(() -> assertThat(heard).hasSize(1));
            broken.set(true);
            await().untilAsserted(() -> assertThat(heard).hasSize(2));
            int again = health.check("it").orElseThrow().lastRun().orElseThrow().inARow() + 2;
            await().until(() ->
                    health.check("it").orElseThrow().lastRun().orElseThrow().inARow() > again);
            assertThat(heard).hasSize(2).last().satisfies(transition -> {
                assertThat(transition.to()).isEqualTo(HealthStatus.UNHEALTHY);
                assertThat(transition.reason().value()).isEqualTo("broken");
            });
        }
    }

    @Test
    void thereIsOneLogLineForEachTransitionAndNoneForAProbe() throws InterruptedException {
        Logger logger = (Logger) LoggerFactory.getLogger(HealthChecks.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
        AtomicBoolean broken = new AtomicBoolean();
        try (HealthChecks health = HealthChecks.of("test", "1")
                .degrades(
                        "it",
                        timeout -> broken.get()
                                ? CheckResult.unhealthy("gone").with("host", "db-1")
                                : CheckResult.healthy(),
                        s -> s.interval(Duration.ofMillis(400)).timeout(Duration.ofMillis(300)))
                .start()) {
            health.awaitFirstResults(SOON);
            broken.set(true);
            await().until(() -> health.report().status() == HealthStatus.DEGRADED);
            for (int i = 0; i < 10_000; i++) {
                assertThat(health.report().status()).isEqualTo(HealthStatus.DEGRADED);
            }
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> !line.startsWith("health: a fault of"))
                .containsExactly(
                        "health of test 1: checks [it]",
                        "health of 'it' went from unknown to healthy: ok",
                        "health of 'it' went from healthy to unhealthy: gone {host=db-1}");
        assertThat(log.list).last().extracting(ILoggingEvent::getLevel).isEqualTo(Level.WARN);
    }

    @Test
    void awaitingFirstResultsEndsWithTheLimitAndWithClose() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        HealthChecks health = HealthChecks.of("test", "1")
                .degrades("hangs", HealthCheck.completes(never::await))
                .start();
        assertThat(health.awaitFirstResults(Duration.ofMillis(1))).isFalse();
        health.close();
        assertThat(health.awaitFirstResults(SOON)).isFalse();
    }

    @Test
    void secretsInMessagesOfDriversAreMasked() {
        assertThat(PrivateText.of("cannot parse jdbc:postgresql://db/x?user=u&password=hunter2&ssl=true"))
                .isEqualTo("cannot parse jdbc:postgresql://db/x?user=u&password=***&ssl=true");
        assertThat(PrivateText.of("redis://:hunter2@cache:6379 said no\nforged line"))
                .isEqualTo("redis://:***@cache:6379 said no forged line");
        assertThat(PrivateText.of("Authorization: Bearer hunter2")).isEqualTo("Authorization: ***");
        assertThat(PrivateText.of("Authorization: Basic dXNlcjpwYXNz")).isEqualTo("Authorization: ***");
        assertThat(PrivateText.of("Incorrect API key provided: sk-proj-hunter2"))
                .endsWith("provided: ***");
        assertThat(PrivateText.of("aws_secret_access_key=hunter2 x")).isEqualTo("aws_secret_access_key=*** x");
        assertThat(PrivateText.of("{\"password\": \"top secret\", \"user\": \"u\"}"))
                .isEqualTo("{\"password\": ***, \"user\": \"u\"}");
        assertThat(PrivateText.of("at redis://u:p@a/ss@host:1")).isEqualTo("at redis://u:***@host:1");
        assertThat(PrivateText.of("key AKIAIOSFODNN7EXAMPLE refused")).isEqualTo("key *** refused");
        assertThat(PrivateText.of("GET /x?X-Amz-Signature=abc&y=1")).isEqualTo("GET /x?X-Amz-Signature=***&y=1");
        assertThat(PrivateText.of("x".repeat(100_000))).hasSize(1_000);
    }

    private static List<String> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("eloquent-health"))
                .sorted()
                .toList();
    }
}
