package dev.eloquent.health.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** What one connection says of the server behind it; each question ends within the time given. */
final class Inspection {
    enum Role {
        WRITER,
        READER
    }

    private static final String ROLE = "select pg_is_in_recovery(), to_regproc('aurora_replica_status') is not null";

    /**
     * A replica that has replayed everything it was sent, and is still being sent, does not lag, however long ago the
     * last transaction was; one that is no longer being sent anything is as old as its last transaction.
     */
    private static final String STREAMING_LAG = "select case"
            + " when exists (select 1 from pg_stat_wal_receiver)"
            + " and pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0"
            + " else extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000 end";

    /** Aurora's readers share the writer's storage: they receive no WAL, and tell of their lag in a way of their own. */
    private static final String AURORA_LAG = "select replica_lag_in_msec from aurora_replica_status()"
            + " where server_id = aurora_db_instance_identifier()";

    private Inspection() {}

    /** Whether the connection works. */
    static boolean isValid(Connection connection, Duration timeout) throws SQLException {
        int seconds = (int) Math.max(1, (timeout.toMillis() + 999) / 1000);
        return within(timeout, connection, () -> connection.isValid(seconds));
    }

    /** Whether the server takes writes ({@code pg_is_in_recovery()}). PostgreSQL only. */
    static Role role(Connection connection, Duration timeout) throws SQLException {
        return within(
                timeout,
                connection,
                () -> query(connection, ROLE, row -> row.getBoolean(1) ? Role.READER : Role.WRITER));
    }

    /** How far a reader is behind; empty if it cannot tell. PostgreSQL only. */
    static Optional<Duration> lag(Connection connection, Duration timeout) throws SQLException {
        return within(timeout, connection, () -> {
            boolean aurora = query(connection, ROLE, row -> row.getBoolean(2));
            return query(connection, aurora ? AURORA_LAG : STREAMING_LAG, row -> {
                double millis = row.getDouble(1);
                return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis((long) millis));
            });
        });
    }

    /**
     * The network timeout is the one that also ends a wait for a server that has frozen, or for a packet that was lost.
     * It is put back, since the connection belongs to a pool.
     */
    static <T> T within(Duration timeout, Connection connection, Question<T> question) throws SQLException {
        int before;
        try {
            before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, (int) Math.max(1, timeout.toMillis()));
        } catch (SQLFeatureNotSupportedException noSuchTimeout) {
            return question.ask();
        }
        try {
            return question.ask();
        } finally {
            if (!connection.isClosed()) {
                if (!connection.getAutoCommit()) {
                    connection.rollback(); // or it would go back "idle in transaction"
                }
                connection.setNetworkTimeout(Runnable::run, before);
            }
        }
    }

    private static <T> T query(Connection connection, String sql, Row<T> row) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new SQLException("the server answered a question about itself with no row: " + sql);
            }
            return row.read(rows);
        }
    }

    /** What is asked within a time. */
    interface Question<T> {
        T ask() throws SQLException;
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}
