package dev.eloquent.examples.rag.database;

import java.sql.Connection;
import java.sql.SQLException;

/** What is done in one transaction. */
@FunctionalInterface
public interface Work<T> {
    T on(Connection connection) throws SQLException;
}
