package dev.eloquent.ratelimit.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** Runs each statement on a connection of its own, and leaves none behind that is broken. */
final class Connections {
    /** After these, and after a fault without a state, the connection is not to be trusted. */
    private static final Pattern BROKEN = Pattern.compile("(08|57P|58|XX).*|25006|");

    /** A missing schema, function, or table. */
    private static final Pattern MISSING = Pattern.compile("3F000|42883|42P01");

    private final DataSource dataSource;
    private final String where;
    private volatile boolean closed;

    Connections(DataSource dataSource, String where) {
        this.dataSource = dataSource;
        this.where = where;
    }

    /** What is done with a prepared statement. */
    interface Work<T> {
        T on(PreparedStatement statement) throws SQLException;
    }

    <T> T run(String sql, Work<T> work) throws SQLException {
        if (closed) {
            throw new IllegalStateException("this store is closed; make a new one, or close it later");
        }
        Connection connection = dataSource.getConnection();
        try {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true);
            }
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                return work.on(statement);
            }
        } catch (SQLException e) {
            String state = Objects.requireNonNullElse(e.getSQLState(), "");
            if (BROKEN.matcher(state).matches()) {
                abort(connection);
            }
            throw MISSING.matcher(state).matches() ? unprepared(e) : e;
        } finally {
            giveBack(connection);
        }
    }

    /** The first column of the only row, empty for null. */
    static String onlyText(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return Objects.requireNonNullElse(rows.getString(1), "");
        }
    }

    private SQLException unprepared(SQLException e) {
        return new SQLException(
                "the tables and functions of shared quotas are not there, " + where
                        + " of the connection's database: run PostgresQuotaStore.migration() in it: " + e.getMessage(),
                e.getSQLState(),
                e.getErrorCode(),
                e);
    }

    /** Every pool throws a closed connection away, but not every one knows what 25006 means. */
    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // The fault that brought us here is the one to tell of.
            return;
        }
    }

    /** What was answered holds, whatever becomes of the connection. */
    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            return;
        }
    }

    void close() {
        closed = true;
    }
}
