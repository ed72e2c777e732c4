package dev.eloquent.health.jdbc;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.ReasonCode;
import dev.eloquent.health.internal.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import javax.sql.DataSource;

/**
 * Whether PostgreSQL is ready to search vectors in a column: the extension pgvector is installed, the column exists and
 * holds its vectors, and if asked for, of the embedder's dimension and with an index that can be used.
 *
 * <p>What it tells apart, by reason: {@code vector_extension_missing}, {@code vector_column_missing}, {@code
 * wrong_dimension} (all unhealthy), {@code vector_index_missing} and {@code vector_index_invalid} (degraded: searches
 * are right without, but read the whole table), and the reasons of {@link JdbcCheck} for a database that cannot be
 * asked, a saturated pool included.
 *
 * <p>It asks the catalogue, not the table: once a minute by default, for a schema changes rarely, and without a lock.
 * Immutable; each method returns a changed check.
 */
public final class PgVectorCheck implements HealthCheck {
    /** The database has no extension {@code vector}. */
    public static final ReasonCode VECTOR_EXTENSION_MISSING = new ReasonCode("vector_extension_missing");
    /** There is no such table or column, or its type is not one of pgvector's. */
    public static final ReasonCode VECTOR_COLUMN_MISSING = new ReasonCode("vector_column_missing");
    /** The column is declared for another number of dimensions, or for any. */
    public static final ReasonCode WRONG_DIMENSION = new ReasonCode("wrong_dimension");
    /** The column has neither an HNSW nor an IVFFlat index. */
    public static final ReasonCode VECTOR_INDEX_MISSING = new ReasonCode("vector_index_missing");
    /** None of its indexes can be used: one is being built, or its build has failed. */
    public static final ReasonCode VECTOR_INDEX_INVALID = new ReasonCode("vector_index_invalid");

    /** pgvector's limit for a stored vector. */
    private static final int MAX_DIMENSION = 16_000;

    private final Access access;
    private final String table;
    private final String column;
    private final OptionalInt dimension;
    private final boolean indexed;

    private PgVectorCheck(Access access, String table, String column, OptionalInt dimension, boolean indexed) {
        this.access = access;
        this.table = table;
        this.column = column;
        this.dimension = dimension;
        this.indexed = indexed;
    }

    /**
     * Checks that the extension and the column are there.
     *
     * @param table as in SQL: {@code passages}, {@code app.passages}, with double quotes where SQL needs them; found by
     *     the search path of the connections
     * @param column the column's very name, without quotes
     */
    public static PgVectorCheck of(DataSource dataSource, String table, String column) {
        Objects.requireNonNull(dataSource, "dataSource");
        return new PgVectorCheck(
                new Access(dataSource, Pool.of(dataSource)),
                Objects.requireNonNull(table, "table"),
                Objects.requireNonNull(column, "column"),
                OptionalInt.empty(),
                false);
    }

    /** The column must be declared for this number of dimensions, 1 to 16,000: the embedder's. */
    public PgVectorCheck dimension(int expected) {
        return new PgVectorCheck(access, table, column, OptionalInt.of(expected), indexed);
    }

    /** The column must have an HNSW or IVFFlat index that is valid and ready; one on a cast of it will do. */
    public PgVectorCheck indexed() {
        return new PgVectorCheck(access, table, column, dimension, true);
    }

    @Override
    public List<String> faults(CheckSettings settings) {
        List<String> faults = new ArrayList<>();
        if (table.isBlank()) {
            faults.add("table must not be blank");
        }
        if (column.isBlank()) {
            faults.add("column must not be blank");
        }
        dimension.stream()
                .filter(expected -> expected < 1 || expected > MAX_DIMENSION)
                .forEach(expected -> faults.add("dimension must be from 1 to " + MAX_DIMENSION + ", was " + expected));
        if (settings.local()) {
            faults.add(JdbcCheck.NOT_LOCAL);
        }
        return faults;
    }

    @Override
    public CheckSettings defaultSettings() {
        return CheckSettings.defaults().interval(Duration.ofMinutes(1));
    }

    /** {@inheritDoc} */
    @Override
    public CheckResult check(Duration timeout) {
        return access.ask(this::inspect, this::inspect, Deadline.in(timeout));
    }

    private CheckResult inspect(Connection connection, Deadline deadline) throws SQLException {
        VectorColumn found = VectorColumn.read(connection, table, column, deadline.left());
        return judge(found).with("table", table).with("column", column);
    }

    private CheckResult judge(VectorColumn found) {
        if (!found.installed()) {
            return CheckResult.unhealthy(VECTOR_EXTENSION_MISSING)
                    .with("remedy", "create extension vector, in this very database");
        }
        if (!found.holdsVectors()) {
            return CheckResult.unhealthy(VECTOR_COLUMN_MISSING)
                    .with("type", found.type().isEmpty() ? "no such table or column" : found.type());
        }
        if (dimension.isPresent() && dimension.getAsInt() != found.dimension()) {
            return CheckResult.unhealthy(WRONG_DIMENSION)
                    .with("expected", dimension.getAsInt())
                    .with("declared", found.dimension() < 0 ? "any" : found.dimension());
        }
        if (indexed && found.usable() == 0) {
            return found.indexes() == 0
                    ? CheckResult.degraded(VECTOR_INDEX_MISSING)
                    : CheckResult.degraded(VECTOR_INDEX_INVALID).with("indexes", found.indexes());
        }
        return CheckResult.healthy();
    }
}
