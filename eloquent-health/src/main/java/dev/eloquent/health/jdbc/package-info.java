/**
 * The checks of a database behind a {@link javax.sql.DataSource}: {@link dev.eloquent.health.jdbc.JdbcCheck}, and {@link
 * dev.eloquent.health.jdbc.PgVectorCheck} for a column of pgvector's.
 *
 * <p>Inside: {@code Access} comes by a connection, the pool's or one beside it, within a {@code Deadline}; {@code
 * Inspection} and {@code VectorColumn} ask it, {@code SqlFaults} turns exceptions into reasons, {@code Pool} is
 * what the check knows of the connection pool, {@code HikariPool} the one it understands by itself.
 */
@NullMarked
package dev.eloquent.health.jdbc;

import org.jspecify.annotations.NullMarked;
