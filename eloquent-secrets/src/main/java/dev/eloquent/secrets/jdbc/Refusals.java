package dev.eloquent.secrets.jdbc;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells that a database has refused a login from all else that may go wrong. */
final class Refusals {
    /** invalid_password and invalid_authorization_specification, as the SQL standard and PostgreSQL have them. */
    private static final Set<String> STATES = Set.of("28P01", "28000");

    private Refusals() {}

    static boolean isRefusal(SQLException fault) {
        @Nullable Throwable cause = fault;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof SQLException sql && (isState(sql) || isOfPgBouncer(sql))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isState(SQLException fault) {
        String state = fault.getSQLState();
        return state != null && STATES.contains(state);
    }

    /** Which says 08P01, a protocol violation, to a wrong password; the driver itself says that to other things. */
    private static boolean isOfPgBouncer(SQLException fault) {
        return "08P01".equals(fault.getSQLState())
                && String.valueOf(fault.getMessage()).toLowerCase(Locale.ROOT).contains("auth");
    }
}
