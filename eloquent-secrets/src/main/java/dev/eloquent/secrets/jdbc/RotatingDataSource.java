package dev.eloquent.secrets.jdbc;

import dev.eloquent.secrets.Secret;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Opens connections with credentials that rotate, to be put <b>inside</b> a pool:
 *
 * <pre>{@code
 * HikariConfig config = new HikariConfig();
 * config.setDataSource(RotatingDataSource.of("jdbc:postgresql://...", secrets.get(DATABASE)));
 * }</pre>
 *
 * <p>One {@link #getConnection} tries the current login; if the database refuses it, the secret is asked for again and the
 * new one tried, then the {@linkplain #alsoPending pending} one if that is wanted, then the previous one if the
 * declaration {@linkplain dev.eloquent.secrets.SecretSpec#keepsPrevious keeps} it. If none is taken, as between the steps
 * of a rotation, it waits and tries again, up to the {@linkplain #patience patience}; meanwhile one caller alone tries, so
 * that a pool does not storm the database with logins that fail. What is not about the login is thrown at once.
 *
 * <p>Connections that are open stay so: a database asks for a password only once. Immutable; safe for use by several
 * threads; {@code getConnection} blocks.
 */
public final class RotatingDataSource implements DataSource {
    /** For how long a connection is tried for, 20 s: less than the 30 s that HikariCP lets its callers wait. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(20);

    private final Logins logins;

    private RotatingDataSource(Logins logins) {
        this.logins = logins;
    }

    /** Through the driver of this URL, which names neither user nor password. */
    public static RotatingDataSource of(String url, Secret<DatabaseLogin> login) {
        Objects.requireNonNull(url, "url");
        return of((user, password) -> DriverManager.getConnection(url, user, password), login);
    }

    /** Through anything else that opens connections, such as {@code dataSource::getConnection}. */
    public static RotatingDataSource of(Connector connector, Secret<DatabaseLogin> login) {
        return new RotatingDataSource(new Logins(
                Objects.requireNonNull(connector, "connector"),
                Objects.requireNonNull(login, "login"),
                DEFAULT_PATIENCE,
                false));
    }

    /** Tries the pending login too: with a single user it is the only one taken between setSecret and finishSecret. */
    public RotatingDataSource alsoPending() {
        return new RotatingDataSource(logins.alsoPending());
    }

    /**
     * With another patience.
     *
     * @param value 0 to 10 min; less than what the pool lets its callers wait
     * @throws IllegalArgumentException if it is out of range
     */
    public RotatingDataSource patience(Duration value) {
        if (value.isNegative() || value.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("patience must be from PT0S to PT10M, was " + value);
        }
        return new RotatingDataSource(logins.patience(value));
    }

    /**
     * A new connection.
     *
     * @throws SQLException the database's refusal of the current login, with those of the others as suppressed ones, if
     *     none was taken for so long; or whatever else went wrong
     */
    @Override
    public Connection getConnection() throws SQLException {
        return logins.connect();
    }

    /** Not supported: the secret says who logs in. */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the secret says who logs in; use getConnection()");
    }

    /** Not supported: connectors have log writers of their own. */
    @Override
    public PrintWriter getLogWriter() throws SQLException {
        throw new SQLFeatureNotSupportedException("no log writer");
    }

    /** Not supported: connectors have log writers of their own. */
    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("no log writer");
    }

    /** Does nothing: HikariCP sets it, and the connector has a limit of its own. */
    @Override
    public void setLoginTimeout(int seconds) {}

    /** 0, which says that the driver decides. */
    @Override
    public int getLoginTimeout() {
        return 0;
    }

    /** Not supported: nothing here logs through java.util.logging. */
    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("nothing here logs through java.util.logging");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("this is no " + type.getName() + ", it is one of "
                + List.of(getClass().getName()));
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
