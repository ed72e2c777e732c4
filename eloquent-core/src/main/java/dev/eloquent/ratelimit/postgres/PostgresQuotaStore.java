package dev.eloquent.ratelimit.postgres;

import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.QuotaStore;
import dev.eloquent.ratelimit.store.TakeReply;
import dev.eloquent.ratelimit.store.TakeRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Counters in PostgreSQL 14 or later, or an Aurora of that version. Its tables and functions come by {@link
 * #migration()}.
 *
 * <p>Give it a small pool of its own, 2 connections: its calls are short and many, and must not wait behind queries of
 * the application, nor those behind them. It pools nothing itself: each call takes a connection, runs one statement in a
 * transaction of its own, and gives it back. Its connections have PostgreSQL's default isolation level, read committed: at
 * a stricter one calls for the same counter fail each other. {@link #close} does not close the pool.
 *
 * <p>A call blocks until the server has answered. How long it waits for one that has gone silent is up to the driver: set
 * {@code socketTimeout} and {@code connectTimeout} in the pool's JDBC address. What is denied only reads; what is granted
 * is as durable as the server's {@code synchronous_commit} makes it, and with {@code on}, the default, one counter grants
 * as often a second as the server flushes its log. With {@code options=-c%20synchronous_commit=off} in that address a
 * crash of the server may forget what was taken in the last 0.6 s (three times {@code wal_writer_delay}); nothing else
 * changes.
 *
 * <p>Transactions that stay open in the same database keep it from clearing away old versions of rows, and so slow down
 * counters that change often, until they end. Counters that change hundreds of times a second are better off in a database
 * without long queries.
 *
 * <p>After a fault the connection is aborted if it may be to blame, whatever pool it came from, so that the next call gets
 * a fresh one: for SQL states 08 (connection), 57P (the server is going down), 58 and XX (it is damaged), none at all,
 * and 25006 (read only), by which a writer answers that a failover has made a reader. Until it is asked for what it
 * would grant, such a reader may deny by counters that lag behind; it never grants.
 *
 * <p>Usage is kept for an id; of an exact policy for an id and a window, so that another window begins unused. Another
 * quota or burst counts what is used already.
 *
 * <p>Counters that are as if never used are removed while {@link #liveTasks} is called, which looks at twice as many
 * counters as decisions were asked for since then, 1,000 to 20,000, and waits for no lock.
 *
 * <p>Safe for use by several threads.
 */
public final class PostgresQuotaStore implements QuotaStore {
    private static final int MOST_TOGETHER = 32;

    private final Connections connections;
    private final Statements statements;
    private final Sweeper sweeper;

    /** With a clock in place of the server's, in µs since 1970, for tests. */
    PostgresQuotaStore(DataSource dataSource, @Nullable String schema, @Nullable LongSupplier clock) {
        this.statements = new Statements(schema, clock);
        this.connections = new Connections(Objects.requireNonNull(dataSource, "dataSource"), statements.where());
        this.sweeper = new Sweeper(connections, statements);
    }

    /** With the functions of the first schema in the connections' search path that has them. Does not connect yet. */
    public static PostgresQuotaStore of(DataSource dataSource) {
        return new PostgresQuotaStore(dataSource, null, null);
    }

    /**
     * With the functions of that schema, whatever the search path. Does not connect yet.
     *
     * @param schema its name as it is in the catalogue, without quotes: 1 to 63 characters, no control characters
     * @throws IllegalArgumentException if it is no such name
     */
    public static PostgresQuotaStore of(DataSource dataSource, String schema) {
        return new PostgresQuotaStore(dataSource, Objects.requireNonNull(schema, "schema"), null);
    }

    /**
     * The SQL that makes the tables and functions, in the first schema of the search path; can be run again. It is the
     * resource {@code META-INF/eloquent/ratelimit/V1__eloquent_quota.sql}: for Flyway, name {@code
     * classpath:META-INF/eloquent/ratelimit} as a location, or copy the file to where yours are, under the next version.
     *
     * <p>Who runs it owns the tables. Another user needs {@code select}, {@code insert}, {@code update} and {@code delete}
     * on both of them.
     */
    public static String migration() {
        return Statements.migration();
    }

    /**
     * {@inheritDoc}
     *
     * @throws SQLException if the server cannot be asked, or refuses
     * @throws IllegalArgumentException if an id occurs twice, if claims are more than 8, or if the lease is longer than
     *     the window of an exact policy
     */
    @Override
    public TakeReply take(TakeRequest request) throws SQLException {
        return takeAll(List.of(request)).get(0);
    }

    /**
     * {@inheritDoc}
     *
     * <p>In one transaction, as far as rows can be locked in one order: not those of a policy across keys.
     *
     * @throws SQLException if the server cannot be asked, or refuses one of them; then none is granted, or those before it
     * @throws IllegalArgumentException as by {@link #take}; then nothing is asked
     */
    @Override
    public List<TakeReply> takeAll(List<TakeRequest> requests) throws SQLException {
        TakeCalls all = TakeCalls.of(requests);
        requests.forEach(request -> sweeper.count());
        List<TakeReply> replies = new ArrayList<>();
        for (TakeCalls calls : all.isOneStatement() ? List.of(all) : all.each()) {
            replies.addAll(connections.run(statements.takeAll(), statement -> {
                statements.setClock(statement, calls.set(statement));
                return calls.replies(statement);
            }));
        }
        return replies;
    }

    /** 32: the flush of the log, which each commit waits for, is one for all of them; 1 with a policy across keys. */
    @Override
    public int mostTogether(List<QuotaPolicy> policies) {
        return policies.stream().anyMatch(QuotaPolicy::isAcrossKeys) ? 1 : MOST_TOGETHER;
    }

    /**
     * {@inheritDoc}
     *
     * @throws SQLException if the server cannot be asked, or refuses
     */
    @Override
    public void settle(List<Claim> claims, long countedAt, long correction) throws SQLException {
        if (correction == 0) {
            return;
        }
        Columns columns = Columns.of(claims);
        connections.run(statements.settle(), statement -> {
            int next = Columns.set(statement, List.of(columns));
            statement.setLong(next++, countedAt);
            statement.setLong(next++, correction);
            statements.setClock(statement, next);
            return statement.execute();
        });
    }

    /**
     * {@inheritDoc}
     *
     * @throws SQLException if the server cannot be asked, or refuses
     */
    @Override
    public int liveTasks(String task) throws SQLException {
        int live = connections.run(statements.tasks(), statement -> {
            statement.setString(1, task);
            statements.setClock(statement, 2);
            return (int) Math.max(1, Long.parseLong(Connections.onlyText(statement)));
        });
        sweeper.sweep();
        return live;
    }

    /** A second: a call that grants something waits for the server's log, so each grants some in advance. */
    @Override
    public Duration usualLease() {
        return Duration.ofSeconds(1);
    }

    /** Refuses calls from now on. The pool stays open: it belongs to whoever made it. */
    @Override
    public void close() {
        connections.close();
    }
}
