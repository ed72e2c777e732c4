package dev.eloquent.examples.rag.database;

import dev.eloquent.examples.rag.remote.DependencyAway;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Tells a database that is away from a statement that is wrong. */
final class SqlFaults {
    private SqlFaults() {}

    static RuntimeException asUnchecked(SQLException fault) {
        if (isAway(fault)) {
            return new DependencyAway(Database.NAME, "SQLState " + fault.getSQLState(), fault);
        }
        return new IllegalStateException("the database refused a statement, SQLState " + fault.getSQLState(), fault);
    }

    private static boolean isAway(SQLException fault) {
        if (fault instanceof SQLTransientConnectionException) {
            // HikariCP: no connection within its timeout.
            return true;
        }
        String state = String.valueOf(fault.getSQLState());
        return state.startsWith("08") // connection
                || state.startsWith("28") // login refused, as when a password was rotated
                || state.startsWith("53") // out of connections, memory or disk
                || state.equals("55P03") // a lock was not to be had in time
                || state.startsWith("57") // starting, stopping, a statement that took too long
                || state.startsWith("58") // its files cannot be read or written
                || state.startsWith("XX") // a fault in it, or damaged data
                || state.startsWith("40") // deadlock, serialization: worth another try
                || state.equals("25006"); // read-only: a writer that was demoted
    }
}
