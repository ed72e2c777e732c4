package dev.eloquent.ratelimit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.TakeReply;
import dev.eloquent.ratelimit.store.TakeRequest;
import dev.eloquent.testing.PostgresCluster;
import dev.eloquent.testing.TcpForwarder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real primary, a real streaming replica, and a forwarder that moves between them as Aurora's endpoint does. */
final class PostgresQuotaFailoverTest {
    private static final Claim CLAIM = new Claim("one", QuotaPolicy.exact("exact", 1_000, Duration.ofHours(1)));

    private final PostgresCluster cluster = PostgresCluster.start();
    private final TcpForwarder endpoint = TcpForwarder.to(cluster.primary().port());
    private final HikariDataSource pool = Pools.open(cluster.primary(), endpoint.port(), 1);
    private final PostgresQuotaStore store = PostgresQuotaStore.of(pool);

    @BeforeEach
    void migrate() throws SQLException {
        cluster.primary().execute(PostgresQuotaStore.migration());
        cluster.awaitReplicated();
    }

    @AfterEach
    void close() {
        pool.close();
        endpoint.close();
        cluster.close();
    }

    private static TakeReply take(PostgresQuotaStore store) throws SQLException {
        return store.take(new TakeRequest(List.of(CLAIM), 1, 1, Duration.ZERO));
    }

    /** Its connection leads to the replica, new ones lead to the primary. */
    private void leavePoolOnTheReplica() throws SQLException {
        // A pool that has just been made connects in the background: what comes later than the eviction would stay.
        pool.getConnection().close();
        endpoint.retarget(cluster.replica().port());
        pool.getHikariPoolMXBean().softEvictConnections();
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.isValid(5)).isTrue();
        }
        endpoint.retarget(cluster.primary().port());
    }

    private static void assertReadOnly(PostgresQuotaStore store) {
        assertThatThrownBy(() -> take(store))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
    }

    @Test
    void aWriterThatHasBecomeAReaderIsLeftAtOnce() throws SQLException {
        leavePoolOnTheReplica();
        assertReadOnly(store);
        assertThat(take(store).granted()).isEqualTo(1);
        assertThat(take(store).granted()).isEqualTo(1);
    }

    @Test
    void control_thePoolAloneStaysWithTheReader() throws SQLException {
        PostgresQuotaStore unprotected = PostgresQuotaStore.of(Pools.withoutAbort(pool));
        leavePoolOnTheReplica();
        for (int i = 0; i < 10; i++) {
            assertReadOnly(unprotected);
        }
    }

    /** The pool looks at connections that were idle for half a second: then it is the one that finds out. */
    private TakeReply takeAfterOneFaultAtMost() throws SQLException {
        try {
            return take(store);
        } catch (SQLException e) {
            assertThat(e.getSQLState()).matches("08...|57P01");
            return take(store);
        }
    }

    @Test
    void aFailoverFailsOneCallAtMostAndKeepsWhatIsUsed() throws SQLException {
        take(store);
        take(store);
        cluster.awaitReplicated();
        cluster.primary().kill();
        cluster.promoteReplica();
        endpoint.retarget(cluster.replica().port());
        assertThat(takeAfterOneFaultAtMost().counters().get(0).remaining()).isEqualTo(997);
    }

    @Test
    void aConnectionThatTheServerEndsFailsOneCallAtMost() throws SQLException {
        take(store);
        cluster.primary()
                .execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
        assertThat(takeAfterOneFaultAtMost().granted()).isEqualTo(1);
    }
}
