package dev.eloquent.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.health.CheckResult;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.testing.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The application has taken every connection: that is not the same as a database that is down. */
final class PoolSaturationTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int SIZE = 3;

    private final PostgresServer postgres = PostgresServer.start();
    private final HikariDataSource pool = Pools.open(postgres, SIZE);
    private final List<Connection> taken = new ArrayList<>();

    @BeforeEach
    void takeAll() throws SQLException {
        for (int i = 0; i < SIZE; i++) {
            taken.add(pool.getConnection());
        }
    }

    @AfterEach
    void close() {
        pool.close();
        postgres.close();
    }

    @Test
    void isSaturatedNotDownAndTheCheckDoesNotQueue() throws SQLException {
        AtomicInteger mostWaiting = new AtomicInteger();
        CheckResult result = JdbcCheck.of(pool).writer().check(TIMEOUT);
        mostWaiting.accumulateAndGet(pool.getHikariPoolMXBean().getThreadsAwaitingConnection(), Math::max);
        assertThat(result.status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(result.reason()).isEqualTo(JdbcCheck.POOL_SATURATED);
        assertThat(result.details()).containsEntry("pool_active", "3").containsEntry("pool_max", "3");
        assertThat(mostWaiting).hasValue(0);
        // The connection beside the pool is gone again.
        await().untilAsserted(() -> assertThat(connectionsOfThePool()).isEqualTo(SIZE));
    }

    @Test
    void isHealthyAgainWhenTheApplicationGivesOneBack() throws SQLException {
        taken.get(0).close();
        assertThat(JdbcCheck.of(pool).writer().check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void control_withoutKnowledgeOfThePoolTheDatabaseSeemsDown() {
        CheckResult result = JdbcCheck.of(Pools.disguised(pool)).writer().check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(result.reason()).isEqualTo(JdbcCheck.CONNECTION_FAILED);
    }

    @Test
    void aDatabaseThatIsDownIsDownAlsoWhenThePoolIsSaturated() {
        postgres.kill();
        CheckResult result = JdbcCheck.of(pool).writer().check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(result.reason()).isEqualTo(JdbcCheck.CONNECTION_FAILED);
    }

    @Test
    void anotherPoolTellsByALambda() {
        CheckResult unasked =
                JdbcCheck.of(Pools.disguised(pool)).saturatedWhen(() -> true).check(TIMEOUT);
        assertThat(unasked.reason()).isEqualTo(JdbcCheck.POOL_SATURATED);
        assertThat(unasked.details())
                .containsEntry("database", "not asked: no way to connect beside the pool is known");
        CheckResult asked = JdbcCheck.of(Pools.disguised(pool))
                .saturatedWhen(() -> true)
                .direct(postgres.dataSource())
                .check(TIMEOUT);
        assertThat(asked.reason()).isEqualTo(JdbcCheck.POOL_SATURATED);
        assertThat(asked.details()).doesNotContainKey("database");
    }

    private long connectionsOfThePool() throws SQLException {
        return postgres.queryLong(
                "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()");
    }
}
