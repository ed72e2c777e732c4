package dev.eloquent.health.jdbc;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.internal.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/**
 * How a check comes by the connection that it asks its question on: from the pool, as the application does, and beside
 * the pool where that could not answer or would have to wait.
 */
record Access(DataSource dataSource, Pool pool) {
    /** What a check asks; the time left is the deadline's. */
    @FunctionalInterface
    interface Question {
        CheckResult ask(Connection connection, Deadline deadline) throws SQLException;
    }

    /**
     * Asks once by the pool's connection, or once beside it, or first beside it and then by the pool's.
     *
     * @param byPool the question if the connection is the pool's
     * @param beside the question if it is not
     */
    CheckResult ask(Question byPool, Question beside, Deadline deadline) {
        if (pool.isSaturated().getAsBoolean()) {
            return saturated(beside, deadline);
        }
        if (pool.hasNoneIdle().getAsBoolean() && pool.direct().isPresent()) {
            // The pool would have to connect, and if the database is down would go on trying for longer than a check
            // may take, without a word of why. So this check connects first; if it can, so must the pool.
            CheckResult seen = askBeside(pool.direct().get(), beside, CheckResult.healthy(), deadline);
            if (seen.status() != HealthStatus.HEALTHY) {
                return seen;
            }
        }
        try (Connection connection = dataSource.getConnection()) {
            return byPool.ask(connection, deadline);
        } catch (SQLException e) {
            // The last connection may have been taken between the look and the request.
            return pool.isSaturated().getAsBoolean() && !deadline.hasPassed()
                    ? saturated(beside, deadline)
                    : withGauges(SqlFaults.resultOf(e));
        }
    }

    private CheckResult saturated(Question beside, Deadline deadline) {
        CheckResult saturated = withGauges(CheckResult.degraded(JdbcCheck.POOL_SATURATED));
        return pool.direct()
                .map(direct -> askBeside(direct, beside, saturated, deadline))
                .orElseGet(() -> saturated.with("database", "not asked: no way to connect beside the pool is known"));
    }

    private CheckResult askBeside(Pool.Connector direct, Question question, CheckResult ifWell, Deadline deadline) {
        try (Connection connection = direct.connect(deadline.left())) {
            CheckResult database = question.ask(connection, deadline);
            return database.status() == HealthStatus.HEALTHY ? ifWell : withGauges(database);
        } catch (SQLException e) {
            return withGauges(SqlFaults.resultOf(e));
        }
    }

    private CheckResult withGauges(CheckResult result) {
        CheckResult more = result;
        for (Map.Entry<String, Integer> gauge : pool.gauges().read().entrySet()) {
            more = more.with(gauge.getKey(), gauge.getValue());
        }
        return more;
    }
}
