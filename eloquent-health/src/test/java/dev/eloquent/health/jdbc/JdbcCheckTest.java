package dev.eloquent.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.ReasonCode;
import dev.eloquent.testing.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** One run of the check against a real PostgreSQL. */
final class JdbcCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static PostgresServer postgres;

    @BeforeAll
    static void start() throws SQLException {
        postgres = PostgresServer.start();
        postgres.execute("create role crowded login connection limit 0");
        postgres.execute("create role curbed login");
        postgres.execute("revoke execute on function pg_is_in_recovery() from public");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void aDatabaseThatAnswersIsHealthy() {
        assertThat(JdbcCheck.of(postgres.dataSource()).check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(JdbcCheck.of(postgres.dataSource()).writer().check(TIMEOUT).status())
                .isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void aWriterIsNotAReader() {
        CheckResult result = JdbcCheck.of(postgres.dataSource()).reader().check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(result.reason()).isEqualTo(JdbcCheck.WRONG_ROLE);
    }

    @Test
    void nobodyListens() {
        PGSimpleDataSource nowhere = postgres.dataSource();
        nowhere.setPortNumbers(new int[] {1});
        assertThat(reasonOf(JdbcCheck.of(nowhere))).isEqualTo(JdbcCheck.CONNECTION_FAILED);
    }

    @Test
    void theLoginIsRefused() {
        assertThat(reasonOf(JdbcCheck.of(as("nobody")))).isEqualTo(JdbcCheck.LOGIN_REFUSED);
    }

    @Test
    void theServerHasNoConnectionLeft() {
        assertThat(reasonOf(JdbcCheck.of(as("crowded")))).isEqualTo(JdbcCheck.TOO_MANY_CONNECTIONS);
    }

    @Test
    void theQuestionIsRefused() {
        assertThat(reasonOf(JdbcCheck.of(as("curbed")))).isEqualTo(ReasonCode.OK);
        CheckResult refused = JdbcCheck.of(as("curbed")).writer().check(TIMEOUT);
        assertThat(refused.reason()).isEqualTo(JdbcCheck.QUERY_FAILED);
        assertThat(refused.details()).containsEntry("sqlstate", "42501");
    }

    @Test
    void theReasonIsFoundBehindThePoolsOwnException() {
        try (HikariDataSource pool = Pools.open(postgres, 1)) {
            pool.setUsername("nobody");
            assertThat(reasonOf(JdbcCheck.of(pool))).isEqualTo(JdbcCheck.LOGIN_REFUSED);
        }
    }

    @Test
    void theReasonIsFoundAlsoWhereThePoolWouldGoOnTryingForLonger() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:1/postgres");
        config.setUsername("postgres");
        config.setConnectionTimeout(Duration.ofSeconds(30).toMillis());
        config.setInitializationFailTimeout(-1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            assertTimeout(
                    TIMEOUT, () -> assertThat(reasonOf(JdbcCheck.of(pool))).isEqualTo(JdbcCheck.CONNECTION_FAILED));
        }
    }

    @Test
    void aPoolThatTheApplicationCannotUseIsNotHealthy() {
        HikariDataSource closed = Pools.open(postgres, 1);
        closed.close();
        assertThat(reasonOf(JdbcCheck.of(closed))).isEqualTo(JdbcCheck.CONNECTION_FAILED);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setConnectionTimeout(Duration.ofSeconds(1).toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("select 1/0");
        try (HikariDataSource unusable = new HikariDataSource(config)) {
            assertThat(JdbcCheck.of(unusable).check(TIMEOUT).status()).isEqualTo(HealthStatus.UNHEALTHY);
        }
    }

    @Test
    void noTransactionStaysOpenWhereThePoolDoesNotCommitByItself() throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            DataSource lendsTheSame = Pools.lending(connection);
            assertThat(JdbcCheck.of(lendsTheSame).writer().check(TIMEOUT).status())
                    .isEqualTo(HealthStatus.HEALTHY);
            assertThat(postgres.queryLong("select count(*) from pg_stat_activity where state like 'idle in trans%'"))
                    .isZero();
        }
    }

    @Test
    void theConnectionGoesBackWithTheNetworkTimeoutThatItHad() throws SQLException {
        try (HikariDataSource pool = Pools.open(postgres, 1)) {
            JdbcCheck.of(pool).writer().check(TIMEOUT);
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getNetworkTimeout()).isZero();
            }
        }
    }

    @Test
    void aResultShowsNothingPrivate() {
        assertThat(JdbcCheck.of(as("nobody")).check(TIMEOUT)).hasToString("unhealthy (login_refused)");
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        assertThat(JdbcCheck.of(postgres.dataSource())
                        .writer()
                        .maxReplicationLag(Duration.ZERO)
                        .faults(CheckSettings.defaults().onlyLocal()))
                .containsExactly(
                        "maxReplicationLag must be positive, was PT0S",
                        "maxReplicationLag says nothing of a writer: drop it, or use reader()",
                        "a database is not local to this process: drop onlyLocal(), and see GroupSettings.critical for"
                                + " what its failure may do");
    }

    private static ReasonCode reasonOf(JdbcCheck check) {
        return check.check(TIMEOUT).reason();
    }

    private static PGSimpleDataSource as(String user) {
        PGSimpleDataSource dataSource = postgres.dataSource();
        dataSource.setUser(user);
        return dataSource;
    }
}
