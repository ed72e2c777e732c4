package dev.eloquent.ratelimit.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The calls of the functions that the migration made. Their texts never change, so that the server has them prepared. */
final class Statements {
    private static final String MIGRATION = "/META-INF/eloquent/ratelimit/V1__eloquent_quota.sql";
    private static final Pattern SCHEMA = Pattern.compile("[^\\p{Cntrl}]{1,63}");

    private final @Nullable LongSupplier clock;
    private final String where;
    private final String takeAll;
    private final String settle;
    private final String tasks;
    private final String sweep;

    Statements(@Nullable String schema, @Nullable LongSupplier clock) {
        if (schema != null && !SCHEMA.matcher(schema).matches()) {
            throw new IllegalArgumentException(
                    "a schema's name has 1 to 63 characters, none of them control characters;" + " was '"
                            + schema.replaceAll("\\p{Cntrl}", "?") + "'");
        }
        this.clock = clock;
        String prefix = schema == null ? "" : '"' + schema.replace("\"", "\"\"") + "\".";
        where = schema == null ? "in a schema of the search path" : "in schema '" + schema + "'";
        takeAll = "select * from " + prefix + "eloquent_quota_take_all_v1(?, ?, ?, ?, ?, ?, ?, ?, ?)";
        settle = "select " + prefix + "eloquent_quota_settle_v1(?, ?, ?, ?, ?, ?, ?)";
        tasks = "select " + prefix + "eloquent_quota_tasks_v1(?, ?)";
        sweep = "select " + prefix + "eloquent_quota_sweep_v1(?, ?, ?)";
    }

    static String migration() {
        try (InputStream file = Objects.requireNonNull(Statements.class.getResourceAsStream(MIGRATION), MIGRATION)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + MIGRATION + " of this library", e);
        }
    }

    /** The last parameter of each function: null for the server's own clock. */
    void setClock(PreparedStatement statement, int parameter) throws SQLException {
        if (clock == null) {
            statement.setNull(parameter, Types.BIGINT);
        } else {
            statement.setLong(parameter, clock.getAsLong());
        }
    }

    /** Where the functions are expected, for messages. */
    String where() {
        return where;
    }

    String takeAll() {
        return takeAll;
    }

    String settle() {
        return settle;
    }

    String tasks() {
        return tasks;
    }

    String sweep() {
        return sweep;
    }
}
