package dev.eloquent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/**
 * A PostgreSQL primary and its streaming replica, for failovers: {@code primary().kill()}, then
 * {@link #promoteReplica()}.
 *
 * <p>Replication is asynchronous, as Aurora's to its readers looks to an application: {@link #awaitReplicated()} waits
 * until the replica has caught up. Both servers keep their names after a promotion. A primary that is restarted then
 * is a second primary, as PostgreSQL has no fencing of its own.
 */
public final class PostgresCluster implements AutoCloseable {
    private static final Duration CATCH_UP = Duration.ofSeconds(30);
    private static final Map<String, String> SETTINGS = Map.of(
            "wal_level", "replica",
            "max_wal_senders", "4",
            "wal_keep_size", "64MB",
            "hot_standby", "on",
            "wal_retrieve_retry_interval", "100ms");

    private final PostgresServer primary;
    private final PostgresServer replica;

    private PostgresCluster(PostgresServer primary, PostgresServer replica) {
        this.primary = primary;
        this.replica = replica;
    }

    /** Starts both servers; takes about two seconds. */
    public static PostgresCluster start() {
        PostgresServer primary = PostgresServer.start(SETTINGS);
        try {
            return new PostgresCluster(primary, replicaOf(primary));
        } catch (RuntimeException e) {
            primary.close();
            throw e;
        }
    }

    /** The server that was started as the primary. */
    public PostgresServer primary() {
        return primary;
    }

    /** The server that was started as the replica: it refuses writes with SQLState 25006 until it is promoted. */
    public PostgresServer replica() {
        return replica;
    }

    /** Makes the replica a primary and returns when it accepts writes. */
    public void promoteReplica() throws SQLException {
        if (!replica.queryString("select pg_promote(true, 30)").equals("t")) {
            throw new IllegalStateException("the replica was not promoted within 30 s");
        }
    }

    /** Waits until the replica shows everything that was committed on the primary before this call. */
    public void awaitReplicated() throws SQLException {
        String written = primary.queryString("select pg_current_wal_flush_lsn()");
        String caughtUp = "select pg_last_wal_replay_lsn() >= '" + written + "'::pg_lsn";
        try (Connection connection = replica.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            Await.until("the replica at " + written, CATCH_UP, () -> isTrue(statement, caughtUp));
        }
    }

    @Override
    public void close() {
        try {
            replica.close();
        } finally {
            primary.close();
        }
    }

    private static boolean isTrue(Statement statement, String query) {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next() && rows.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot ask the replica how far it is", e);
        }
    }

    private static PostgresServer replicaOf(PostgresServer primary) {
        DataDirectory data = DataDirectory.create();
        try {
            seed(data, primary);
        } catch (SQLException e) {
            data.delete();
            throw new IllegalStateException("the primary refused its base backup", e);
        } catch (IOException e) {
            data.delete();
            throw new UncheckedIOException("cannot copy the primary's data", e);
        }
        return PostgresServer.over(data, SETTINGS);
    }

    /** A base backup by hand, because the embedded distribution comes without pg_basebackup. */
    private static void seed(DataDirectory data, PostgresServer primary) throws SQLException, IOException {
        try (Connection connection = primary.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('seed', true)");
            data.copyFrom(primary.data());
            try (ResultSet label = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                if (!label.next()) {
                    throw new IllegalStateException("pg_backup_stop returned no label");
                }
                data.append("backup_label", label.getString(1));
            }
        }
        data.append("standby.signal", "");
        data.append(
                "postgresql.auto.conf",
                "primary_conninfo = 'host=127.0.0.1 port=" + primary.port() + " user=" + primary.user() + "'\n");
    }
}
