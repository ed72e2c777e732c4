package dev.eloquent.health.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What PostgreSQL's catalogue says of a column that is to hold pgvector's vectors.
 *
 * @param installed whether the extension is there
 * @param type the column's type by its bare name; empty if there is no such table or column
 * @param dimension as declared, -1 for any
 * @param indexes how many approximate indexes there are on the column
 * @param usable how many of them queries may use and writes keep up to date
 */
record VectorColumn(boolean installed, String type, int dimension, int indexes, int usable) {
    /**
     * Names are parameters: {@code to_regclass} reads the table's as SQL would, by the search path and with quotes, and
     * is null for one that does not exist. An index on an expression of the column (a cast to {@code halfvec}) has no
     * number for it, but depends on it.
     */
    private static final String QUERY = "with wanted as (select to_regclass(?) as relation, ?::text as attribute)"
            + " select exists (select 1 from pg_extension where extname = 'vector'),"
            + " coalesce(t.typname, ''), coalesce(a.atttypmod, -1), i.indexes, i.usable"
            + " from wanted w"
            + " left join pg_attribute a on a.attrelid = w.relation and a.attname = w.attribute"
            + " and a.attnum > 0 and not a.attisdropped"
            + " left join pg_type t on t.oid = a.atttypid"
            + " cross join lateral (select count(*) as indexes,"
            + " count(*) filter (where x.indisvalid and x.indisready) as usable"
            + " from pg_index x join pg_class c on c.oid = x.indexrelid join pg_am m on m.oid = c.relam"
            + " where x.indrelid = a.attrelid and m.amname in ('hnsw', 'ivfflat')"
            + " and (a.attnum = any (x.indkey) or 0 = any (x.indkey) and exists (select 1 from pg_depend d"
            + " where d.classid = 'pg_class'::regclass and d.objid = x.indexrelid"
            + " and d.refclassid = 'pg_class'::regclass and d.refobjid = a.attrelid and d.refobjsubid = a.attnum))) i";

    static VectorColumn read(Connection connection, String table, String column, Duration timeout) throws SQLException {
        return Inspection.within(timeout, connection, () -> {
            try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
                statement.setString(1, table);
                statement.setString(2, column);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return new VectorColumn(
                            row.getBoolean(1), row.getString(2), row.getInt(3), row.getInt(4), row.getInt(5));
                }
            }
        });
    }

    /** Whether the type is one of pgvector's that can be indexed by distance. */
    boolean holdsVectors() {
        return type.equals("vector") || type.equals("halfvec") || type.equals("sparsevec");
    }
}
