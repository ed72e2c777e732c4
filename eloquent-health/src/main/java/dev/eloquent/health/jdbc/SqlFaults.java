package dev.eloquent.health.jdbc;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.ReasonCode;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns exceptions into reasons, by SQLSTATE where there is one (pools wrap the driver's exception, so the causes are
 * searched).
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 */
final class SqlFaults {
    private static final int MAX_DEPTH = 10;

    private SqlFaults() {}

    static CheckResult resultOf(SQLException thrown) {
        CheckResult result = CheckResult.unhealthy(reasonOf(thrown));
        Optional<String> state = stateOf(thrown);
        return (state.isPresent() ? result.with("sqlstate", state.get()) : result).causedBy(thrown);
    }

    private static ReasonCode reasonOf(SQLException thrown) {
        if (isCausedByTimeout(thrown)) {
            return ReasonCode.TIMED_OUT;
        }
        String state = stateOf(thrown).orElse("");
        if (state.startsWith("28")) {
            return JdbcCheck.LOGIN_REFUSED;
        }
        return switch (state) {
            case "53300" -> JdbcCheck.TOO_MANY_CONNECTIONS;
            case "57P01", "57P02" -> JdbcCheck.CONNECTION_FAILED;
            case "57P03" -> JdbcCheck.DATABASE_STARTING;
            default -> state.isEmpty() || state.startsWith("08") ? JdbcCheck.CONNECTION_FAILED : JdbcCheck.QUERY_FAILED;
        };
    }

    private static Optional<String> stateOf(SQLException thrown) {
        String found = "";
        @Nullable Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++, cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                found = sql.getSQLState();
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private static boolean isCausedByTimeout(SQLException thrown) {
        @Nullable Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++, cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }
}
