package dev.eloquent.redis;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.eloquent.ratelimit.FailureMode;
import dev.eloquent.ratelimit.QuotaDecision;
import dev.eloquent.ratelimit.QuotaDecision.Source;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.SharedQuota;
import dev.eloquent.ratelimit.SharedQuotaBuilder;
import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.PacedCalls;
import dev.eloquent.ratelimit.store.TakeRequest;
import dev.eloquent.testing.RequiresTool;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** 500 decisions a second while a real Redis goes away and comes back. */
@RequiresTool(value = "redis-server", debianPackage = "redis-server")
@EnabledOnOs(OS.LINUX) // for 127.0.0.2
final class StoreOutageTest {
    private static final QuotaPolicy POLICY = QuotaPolicy.exact("each", 1_000, Duration.ofMinutes(1));
    private static final Duration LONGEST_DECISION = SharedQuotaBuilder.DEFAULT_TIMEOUT.plusMillis(10);
    /** The guide's. */
    private static final Duration TIMEOUT = Duration.ofMillis(100);

    private final Site site = Site.start();
    private final RedisQuotaStore store = site.store(TIMEOUT);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final AtomicReference<QuotaDecision> last = new AtomicReference<>();
    private final Queue<QuotaDecision> wrong = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
        store.close();
        site.close();
    }

    /** Of all, Lettuce and Netty included. */
    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    /** Of a thousand tasks: a local share would be one permit, and look like neither of the other modes. */
    private SharedQuota quota(FailureMode mode) {
        return SharedQuota.builder(store, POLICY.failureMode(mode)).tasks(1_000).start();
    }

    private void decide(SharedQuota quota, int number, FailureMode mode) {
        QuotaDecision decision = quota.check("client " + number % 100);
        if (decision.allowed() == (decision.source() == Source.FALLBACK && mode == FailureMode.CLOSED)) {
            wrong.add(decision);
        }
        last.set(decision);
    }

    private void awaitAnswer() {
        await().until(() -> last.get() != null && last.get().source() == Source.REMOTE);
    }

    @ParameterizedTest
    @EnumSource
    void decisionsGoOnWithinTheTimeoutAndTheStoreIsFoundAgain(Outage outage) {
        try (SharedQuota quota = quota(outage.mode())) {
            PacedCalls pace = PacedCalls.of(number -> decide(quota, number, outage.mode()));
            try (pace) {
                awaitAnswer();
                long fallbacks = quota.statistics().fallbacks();
                outage.begin(site);
                await().until(() -> quota.statistics().fallbacks() > fallbacks);
                int before = pace.calls();
                await().until(() -> pace.calls() > before + 1_000);
                outage.end(site);
                awaitAnswer();
                int after = pace.calls();
                await().until(() -> pace.calls() > after + 1_000);
            }
            assertThat(pace.p99()).isLessThan(LONGEST_DECISION);
            assertThat(wrong).isEmpty();
            // A restart may be over before five calls have failed: then nobody decides here, and there is nothing to
            // say.
            assertThat(log.list).hasSizeBetween(outage == Outage.RESTARTED ? 0 : 2, 10);
        }
    }

    @Test
    void meanwhileEachTaskHasItsShare() {
        QuotaPolicy policy = POLICY.failureMode(FailureMode.LOCAL_SHARE);
        try (SharedQuota quota = SharedQuota.builder(store, policy).tasks(4).start()) {
            await().until(() -> quota.check("another").source() == Source.REMOTE);
            int served = 0;
            for (int i = 0; i < 100; i++) {
                served += quota.tryAcquire("client") ? 1 : 0;
            }
            Outage.KILLED.begin(site);
            for (int i = 0; i < 1_000; i++) {
                served += quota.tryAcquire("client") ? 1 : 0;
            }
            // A quarter of 1,000, of which the store has given a hundred.
            assertThat(served).isEqualTo(250);
            assertThat(quota.check("client").source()).isEqualTo(Source.FALLBACK);
            Outage.KILLED.end(site);
            await().until(() -> quota.check("client").source() == Source.REMOTE);
        }
    }

    /** The same store without what is between it and a caller. */
    @Test
    void control_askingTheStoreItselfWaitsForIt() {
        AtomicInteger failed = new AtomicInteger();
        PacedCalls pace = PacedCalls.of(number -> {
            try {
                store.take(new TakeRequest(List.of(new Claim("client" + number % 100, POLICY)), 1, 1, Duration.ZERO));
            } catch (RedisException away) {
                failed.incrementAndGet();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        try (pace) {
            await().until(() -> pace.calls() - failed.get() > 500);
            int before = failed.get();
            Outage.STOPPED.begin(site);
            await().until(() -> failed.get() > before + 50);
            Outage.STOPPED.end(site);
        }
        assertThat(pace.p99()).isGreaterThan(LONGEST_DECISION);
    }
}
