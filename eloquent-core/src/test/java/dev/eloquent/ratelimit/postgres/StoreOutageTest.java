package dev.eloquent.ratelimit.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.ratelimit.FailureMode;
import dev.eloquent.ratelimit.QuotaDecision;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.SharedQuota;
import dev.eloquent.ratelimit.SharedQuotaBuilder;
import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.PacedCalls;
import dev.eloquent.ratelimit.store.TakeRequest;
import dev.eloquent.testing.PostgresCluster;
import dev.eloquent.testing.TcpForwarder;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** 500 decisions a second while a real PostgreSQL goes away and comes back. */
final class StoreOutageTest {
    private static final QuotaPolicy POLICY =
            QuotaPolicy.exact("each", 1_000, Duration.ofMinutes(1)).failureMode(FailureMode.OPEN);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PostgresCluster cluster = PostgresCluster.start();
    private final TcpForwarder endpoint = TcpForwarder.to(cluster.primary().port());
    private final HikariDataSource pool = pool();
    private final PostgresQuotaStore store = PostgresQuotaStore.of(pool);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final AtomicReference<QuotaDecision> last = new AtomicReference<>();
    private final AtomicInteger denied = new AtomicInteger();

    /** How it goes away, and comes back. */
    enum Outage {
        KILLED {
            @Override
            void begin(StoreOutageTest test) {
                test.cluster.primary().kill();
            }

            @Override
            void end(StoreOutageTest test) {
                test.cluster.primary().restart();
            }
        },
        FROZEN {
            @Override
            void begin(StoreOutageTest test) {
                test.endpoint.freeze();
            }

            @Override
            void end(StoreOutageTest test) {
                test.endpoint.thaw();
            }
        },
        REFUSED {
            @Override
            void begin(StoreOutageTest test) {
                test.endpoint.refuse();
                test.endpoint.cut();
            }

            @Override
            void end(StoreOutageTest test) {
                test.endpoint.accept();
            }
        },
        FAILED_OVER {
            @Override
            void begin(StoreOutageTest test) {
                test.cluster.primary().kill();
            }

            @Override
            void end(StoreOutageTest test) throws SQLException {
                test.cluster.promoteReplica();
                test.endpoint.retarget(test.cluster.replica().port());
            }
        },
        /** The endpoint leads to a reader for a while, as its name does after a failover. */
        LED_TO_A_READER {
            @Override
            void begin(StoreOutageTest test) {
                test.endpoint.retarget(test.cluster.replica().port());
                test.endpoint.cut();
            }

            @Override
            void end(StoreOutageTest test) {
                test.endpoint.retarget(test.cluster.primary().port());
            }
        };

        abstract void begin(StoreOutageTest test);

        abstract void end(StoreOutageTest test) throws SQLException;
    }

    private HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(
                "jdbc:postgresql://127.0.0.1:" + endpoint.port() + "/postgres?socketTimeout=1&connectTimeout=1");
        config.setUsername(cluster.primary().user());
        config.setPassword(cluster.primary().password());
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(1_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    @BeforeEach
    void start() throws SQLException {
        cluster.primary().execute(PostgresQuotaStore.migration());
        cluster.awaitReplicated();
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
        endpoint.thaw();
        pool.close();
        endpoint.close();
        cluster.close();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.eloquent");
    }

    @ParameterizedTest
    @EnumSource
    void decisionsGoOnWithinTheTimeoutAndTheStoreIsFoundAgain(Outage outage) throws Exception {
        try (SharedQuota quota = SharedQuota.builder(store, POLICY).start()) {
            PacedCalls pace = PacedCalls.of(number -> {
                QuotaDecision decision = quota.check("client " + number % 100);
                last.set(decision);
                if (!decision.allowed()) {
                    denied.incrementAndGet();
                }
            });
            try (pace) {
                awaitSource(QuotaDecision.Source.REMOTE);
                outage.begin(this);
                awaitSource(QuotaDecision.Source.FALLBACK);
                int before = pace.calls();
                Awaitility.await().atMost(PATIENCE).until(() -> pace.calls() > before + 1_000);
                outage.end(this);
                awaitSource(QuotaDecision.Source.REMOTE);
                int after = pace.calls();
                Awaitility.await().atMost(PATIENCE).until(() -> pace.calls() > after + 1_000);
            }
            assertThat(pace.p99()).isLessThan(SharedQuotaBuilder.DEFAULT_TIMEOUT.plusMillis(10));
            assertThat(denied).hasValue(0);
            assertThat(log.list)
                    .hasSizeBetween(2, 10)
                    .allMatch(event -> event.getLevel().isGreaterOrEqual(Level.INFO));
        }
    }

    private void awaitSource(QuotaDecision.Source source) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> last.get() != null && last.get().source() == source);
    }

    /** The same store without what is between it and a caller. */
    @Test
    void control_askingTheStoreItselfWaitsForIt() throws Exception {
        PacedCalls pace = PacedCalls.of(number -> {
            try {
                store.take(new TakeRequest(List.of(new Claim("client" + number % 100, POLICY)), 1, 1, Duration.ZERO));
            } catch (SQLException away) {
                denied.incrementAndGet();
            }
        });
        try (pace) {
            Awaitility.await().atMost(PATIENCE).until(() -> pace.calls() > 500);
            Outage.FROZEN.begin(this);
            Awaitility.await().atMost(PATIENCE).until(() -> denied.get() > 20);
            Outage.FROZEN.end(this);
        }
        assertThat(pace.p99()).isGreaterThan(Duration.ofMillis(500));
    }
}
