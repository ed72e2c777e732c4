package dev.eloquent.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.health.CheckResult;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.ReasonCode;
import dev.eloquent.testing.PostgresServer;
import dev.eloquent.testing.TcpForwarder;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A PostgreSQL without pgvector, behind a pool and a network that fail. */
final class PgVectorFaultTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final PostgresServer postgres = PostgresServer.start();
    private final TcpForwarder network = TcpForwarder.to(postgres.port());
    private final HikariDataSource pool = Pools.open(postgres, network.port(), 1);
    private final PgVectorCheck check =
            PgVectorCheck.of(pool, "passages", "embedding").dimension(1536).indexed();

    @AfterEach
    void close() {
        network.thaw();
        pool.close();
        network.close();
        postgres.close();
    }

    @Test
    void theExtensionIsMissing() {
        CheckResult result = check.check(TIMEOUT);
        assertThat(result.status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(result.reason()).isEqualTo(PgVectorCheck.VECTOR_EXTENSION_MISSING);
    }

    @Test
    void theDatabaseIsDown() {
        postgres.kill();
        assertThat(check.check(TIMEOUT).reason()).isEqualTo(JdbcCheck.CONNECTION_FAILED);
    }

    @Test
    void theDatabaseIsFrozen() {
        assertThat(check.check(TIMEOUT).reason()).isEqualTo(PgVectorCheck.VECTOR_EXTENSION_MISSING);
        network.freeze();
        assertTimeout(
                TIMEOUT.multipliedBy(3),
                () -> assertThat(check.check(TIMEOUT).reason()).isEqualTo(ReasonCode.TIMED_OUT));
    }

    /** It is asked beside the pool, and what it says counts; the check waits for no connection. */
    @Test
    void thePoolIsSaturated() throws Exception {
        try (Connection taken = pool.getConnection()) {
            assertThat(taken.isValid(1)).isTrue();
            assertThat(check.check(TIMEOUT).reason()).isEqualTo(PgVectorCheck.VECTOR_EXTENSION_MISSING);
            assertThat(pool.getHikariPoolMXBean().getThreadsAwaitingConnection())
                    .isZero();
        }
    }
}
