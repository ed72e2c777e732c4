package dev.eloquent.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.health.CheckResult;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.testing.PostgresCluster;
import dev.eloquent.testing.TcpForwarder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real primary, a real streaming replica, and a forwarder that moves between them as Aurora's endpoint does. */
final class FailoverTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int SIZE = 3;

    private final PostgresCluster cluster = PostgresCluster.start();
    private final TcpForwarder endpoint = TcpForwarder.to(cluster.replica().port());
    private final HikariDataSource pool = Pools.open(cluster.primary(), endpoint.port(), SIZE);

    @AfterEach
    void close() {
        pool.close();
        endpoint.close();
        cluster.close();
    }

    @Test
    void aPoolThatSitsOnAReplicaIsSeenEvictedAndHealed() throws SQLException {
        fillPool();
        endpoint.retarget(cluster.primary().port());
        JdbcCheck check = JdbcCheck.of(pool).writer();
        CheckResult first = check.check(TIMEOUT);
        assertThat(first.reason()).isEqualTo(JdbcCheck.WRONG_ROLE);
        assertThat(first.status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(first.details()).containsEntry("evicted", "true");
        await().untilAsserted(() -> assertThat(check.check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY));
        for (int i = 0; i < SIZE; i++) {
            try (Connection connection = pool.getConnection()) {
                connection.createStatement().execute("create temporary table it_writes_" + i + " (x int)");
            }
        }
    }

    @Test
    void control_withoutTheEvictionThePoolStaysWhereItIs() throws SQLException {
        fillPool();
        endpoint.retarget(cluster.primary().port());
        JdbcCheck check = JdbcCheck.of(pool).writer().onWrongRole(() -> {});
        for (int i = 0; i < 10; i++) {
            assertThat(check.check(TIMEOUT).reason()).isEqualTo(JdbcCheck.WRONG_ROLE);
        }
    }

    @Test
    void control_withoutTheRoleAPoolOnAReplicaPassesForHealthy() throws SQLException {
        fillPool();
        endpoint.retarget(cluster.primary().port());
        assertThat(JdbcCheck.of(pool).check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void aPoolIsLeftAloneWhileNewConnectionsWouldLeadToTheSamePlace() throws SQLException {
        fillPool();
        long accepted = endpoint.accepted();
        JdbcCheck check = JdbcCheck.of(pool).writer();
        for (int i = 0; i < 5; i++) {
            CheckResult result = check.check(TIMEOUT);
            assertThat(result.reason()).isEqualTo(JdbcCheck.WRONG_ROLE);
            assertThat(result.details()).containsEntry("new_connections", "lead there too");
        }
        assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(SIZE);
        assertThat(endpoint.accepted() - accepted)
                .as("one look beside the pool a run")
                .isEqualTo(5);
    }

    @Test
    void aHookOfOnesOwnIsCalledForAPoolThatIsNotUnderstood() throws SQLException {
        fillPool();
        List<String> called = new ArrayList<>();
        JdbcCheck.of(Pools.disguised(pool))
                .writer()
                .onWrongRole(() -> called.add("evict"))
                .check(TIMEOUT);
        assertThat(called).containsExactly("evict");
    }

    @Test
    void aPrimaryIsKilledAndItsReplicaPromoted() throws SQLException {
        endpoint.retarget(cluster.primary().port());
        fillPool();
        JdbcCheck writer = JdbcCheck.of(pool).writer();
        JdbcCheck anyRole = JdbcCheck.of(pool);
        assertThat(writer.check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);
        cluster.awaitReplicated();

        cluster.primary().kill();
        assertThat(writer.check(TIMEOUT).reason()).isEqualTo(JdbcCheck.CONNECTION_FAILED);

        endpoint.retarget(cluster.replica().port());
        await().untilAsserted(() -> assertThat(writer.check(TIMEOUT).reason()).isEqualTo(JdbcCheck.WRONG_ROLE));
        // The control: without the role the service would already be called healthy, though it cannot write.
        assertThat(anyRole.check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);

        cluster.promoteReplica();
        await().untilAsserted(() -> assertThat(writer.check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY));
    }

    @Test
    void aReplicaThatFallsBehindIsDegraded() throws SQLException {
        cluster.primary().execute("create table news (x int)");
        cluster.awaitReplicated();
        JdbcCheck check = JdbcCheck.of(pool).reader().maxReplicationLag(Duration.ofMillis(300));
        assertThat(check.check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY);

        cluster.replica().execute("select pg_wal_replay_pause()");
        cluster.primary().execute("insert into news values (1)");
        await().untilAsserted(() -> {
            CheckResult result = check.check(TIMEOUT);
            assertThat(result.status()).isEqualTo(HealthStatus.DEGRADED);
            assertThat(result.reason()).isEqualTo(JdbcCheck.REPLICA_LAGGING);
        });

        cluster.replica().execute("select pg_wal_replay_resume()");
        await().untilAsserted(() -> assertThat(check.check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY));
    }

    @Test
    void aReplicaOfAnIdlePrimaryDoesNotLag() throws SQLException {
        cluster.primary().execute("create table idle (x int)");
        cluster.awaitReplicated();
        JdbcCheck check = JdbcCheck.of(pool).reader().maxReplicationLag(Duration.ofMillis(300));
        await().pollDelay(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(check.check(TIMEOUT).status()).isEqualTo(HealthStatus.HEALTHY));
    }

    private void fillPool() throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            all.add(pool.getConnection());
        }
        for (Connection connection : all) {
            connection.close();
        }
    }
}
