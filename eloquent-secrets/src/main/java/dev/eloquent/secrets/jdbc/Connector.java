package dev.eloquent.secrets.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens a connection to a database for whoever logs in. */
@FunctionalInterface
public interface Connector {
    /** Opens one; blocks as the driver does. */
    Connection open(String user, String password) throws SQLException;
}
