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
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * Whether a database can be used through its DataSource, by the same pool as the application.
 *
 * <p>What it tells apart, by reason: {@code connection_failed}, {@code login_refused}, {@code too_many_connections},
 * {@code database_starting}, {@code query_failed}, {@code timed_out}; {@code wrong_role} (the connections of the pool
 * lead to a replica where a writer is needed, as after a failover, or the other way round); {@code replica_lagging}
 * (degraded); {@code pool_saturated} (degraded: the application has taken every connection, but the database is well).
 *
 * <p>When every connection is taken the check does not queue for one: it asks the database by a connection of its own
 * beside the pool, closed at once. HikariCP is understood by itself; for another pool see {@link
 * #saturatedWhen(BooleanSupplier)} and {@link #direct(DataSource)}. Immutable; each method returns a changed check.
 */
public final class JdbcCheck implements HealthCheck {
    /** No connection could be made, or it broke. */
    public static final ReasonCode CONNECTION_FAILED = new ReasonCode("connection_failed");
    /** User or password were refused (SQLSTATE class 28). */
    public static final ReasonCode LOGIN_REFUSED = new ReasonCode("login_refused");
    /** The server has no connection left (SQLSTATE 53300). */
    public static final ReasonCode TOO_MANY_CONNECTIONS = new ReasonCode("too_many_connections");
    /** The server is starting, stopping or recovering (SQLSTATE 57P03). */
    public static final ReasonCode DATABASE_STARTING = new ReasonCode("database_starting");
    /** The server answered the question with an error, or the connection is not valid. */
    public static final ReasonCode QUERY_FAILED = new ReasonCode("query_failed");
    /** The connections lead to a server of the other role. */
    public static final ReasonCode WRONG_ROLE = new ReasonCode("wrong_role");
    /** The replica is further behind than it may be. */
    public static final ReasonCode REPLICA_LAGGING = new ReasonCode("replica_lagging");
    /** The application has taken every connection of the pool; the database itself is well. */
    public static final ReasonCode POOL_SATURATED = new ReasonCode("pool_saturated");

    static final String NOT_LOCAL = "a database is not local to this process: drop onlyLocal(), and see"
            + " GroupSettings.critical for what its failure may do";

    private final DataSource dataSource;
    private final Pool pool;
    private final Optional<Inspection.Role> role;
    private final Optional<Duration> maxLag;

    private JdbcCheck(DataSource dataSource, Pool pool, Optional<Inspection.Role> role, Optional<Duration> maxLag) {
        this.dataSource = dataSource;
        this.pool = pool;
        this.role = role;
        this.maxLag = maxLag;
    }

    /** Checks that a connection of this DataSource is valid. Any database; the methods below need PostgreSQL. */
    public static JdbcCheck of(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource");
        return new JdbcCheck(dataSource, Pool.of(dataSource), Optional.empty(), Optional.empty());
    }

    /** The connections must lead to a server that takes writes: not in recovery, as PostgreSQL calls it. */
    public JdbcCheck writer() {
        return new JdbcCheck(dataSource, pool, Optional.of(Inspection.Role.WRITER), maxLag);
    }

    /** The connections must lead to a replica. */
    public JdbcCheck reader() {
        return new JdbcCheck(dataSource, pool, Optional.of(Inspection.Role.READER), maxLag);
    }

    /** Degraded while a replica is further behind than this, or cannot tell. On a writer it says nothing. */
    public JdbcCheck maxReplicationLag(Duration limit) {
        Objects.requireNonNull(limit, "limit");
        return new JdbcCheck(dataSource, pool, role, Optional.of(limit));
    }

    /**
     * What to do when the pool sits on servers of the wrong role, as after a failover that left its connections open:
     * evict them. HikariCP's are evicted by default (idle ones at once, others when they are returned); {@code () -> {}}
     * leaves them.
     *
     * <p>Called on the check's thread once for each run that sees it; but where the check knows how to connect beside
     * the pool, only when such a new connection has the right role, for else the pool would be filled with the wrong
     * connections again.
     */
    public JdbcCheck onWrongRole(Runnable evict) {
        return new JdbcCheck(dataSource, pool.evict(Objects.requireNonNull(evict, "evict")), role, maxLag);
    }

    /** Tells when every connection of the pool is taken, for pools other than HikariCP. Must not block. */
    public JdbcCheck saturatedWhen(BooleanSupplier isSaturated) {
        Objects.requireNonNull(isSaturated, "isSaturated");
        return new JdbcCheck(dataSource, pool.saturatedWhen(isSaturated), role, maxLag);
    }

    /**
     * How to connect beside the pool: a DataSource that opens a new connection for each call, with timeouts of its own.
     * Needed for pools other than HikariCP, or if HikariCP itself was given only a DataSource's class name.
     */
    public JdbcCheck direct(DataSource unpooled) {
        Objects.requireNonNull(unpooled, "unpooled");
        return new JdbcCheck(dataSource, pool.direct(timeout -> unpooled.getConnection()), role, maxLag);
    }

    @Override
    public List<String> faults(CheckSettings settings) {
        List<String> faults = new ArrayList<>();
        maxLag.filter(limit -> limit.compareTo(Duration.ZERO) <= 0)
                .ifPresent(limit -> faults.add("maxReplicationLag must be positive, was " + limit));
        if (maxLag.isPresent() && role.equals(Optional.of(Inspection.Role.WRITER))) {
            faults.add("maxReplicationLag says nothing of a writer: drop it, or use reader()");
        }
        if (settings.local()) {
            faults.add(NOT_LOCAL);
        }
        return faults;
    }

    /** {@inheritDoc} */
    @Override
    public CheckResult check(Duration timeout) {
        return new Access(dataSource, pool).ask(this::inspectPooled, this::inspect, Deadline.in(timeout));
    }

    private CheckResult inspectPooled(Connection connection, Deadline deadline) throws SQLException {
        CheckResult seen = inspect(connection, deadline);
        return seen.reason().equals(WRONG_ROLE) ? evictIfNewOnesAreRight(seen, deadline) : seen;
    }

    private CheckResult inspect(Connection connection, Deadline deadline) throws SQLException {
        if (role.isEmpty() && maxLag.isEmpty()) {
            return Inspection.isValid(connection, deadline.left())
                    ? CheckResult.healthy()
                    : CheckResult.unhealthy(QUERY_FAILED).with("cause", "the driver calls the connection invalid");
        }
        Inspection.Role seen = Inspection.role(connection, deadline.left());
        if (role.isPresent() && seen != role.get()) {
            return CheckResult.unhealthy(WRONG_ROLE).with("connected_to", seen);
        }
        if (maxLag.isPresent() && seen == Inspection.Role.READER) {
            return lag(connection, maxLag.get(), deadline);
        }
        return CheckResult.healthy();
    }

    private static CheckResult lag(Connection connection, Duration limit, Deadline deadline) throws SQLException {
        Optional<Duration> lag = Inspection.lag(connection, deadline.left());
        if (lag.isPresent() && lag.get().compareTo(limit) <= 0) {
            return CheckResult.healthy().with("lag_ms", lag.get().toMillis());
        }
        return CheckResult.degraded(REPLICA_LAGGING)
                .with(
                        "lag_ms",
                        lag.map(found -> String.valueOf(found.toMillis())).orElse("unknown"))
                .with("limit_ms", limit.toMillis());
    }

    private CheckResult evictIfNewOnesAreRight(CheckResult wrongRole, Deadline deadline) {
        if (pool.direct().isPresent()) {
            try (Connection fresh = pool.direct().get().connect(deadline.left())) {
                if (inspect(fresh, deadline).reason().equals(WRONG_ROLE)) {
                    return wrongRole.with("new_connections", "lead there too");
                }
            } catch (SQLException e) {
                return wrongRole.causedBy(e);
            }
        }
        pool.evict().ifPresent(Runnable::run);
        return wrongRole.with("evicted", pool.evict().isPresent());
    }
}
