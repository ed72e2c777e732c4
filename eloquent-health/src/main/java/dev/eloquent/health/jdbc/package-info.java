/**
 * The check of a database behind a {@link javax.sql.DataSource}: {@link dev.eloquent.health.jdbc.JdbcCheck}.
 *
 * <p>Inside: {@code Inspection} asks one connection, {@code SqlFaults} turns exceptions into reasons, {@code Pool} is
 * what the check knows of the connection pool, {@code HikariPool} the one it understands by itself.
 */
@NullMarked
package dev.eloquent.health.jdbc;

import org.jspecify.annotations.NullMarked;
