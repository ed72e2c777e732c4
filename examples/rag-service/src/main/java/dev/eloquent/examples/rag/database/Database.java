package dev.eloquent.examples.rag.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.examples.rag.remote.DependencyAway;
import dev.eloquent.secrets.Secret;
import dev.eloquent.secrets.jdbc.Connector;
import dev.eloquent.secrets.jdbc.DatabaseLogin;
import dev.eloquent.secrets.jdbc.RotatingDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool of connections, the schema, and transactions that happen whole or not at all. Opening it does not need the
 * database: the service starts without it, and says so.
 *
 * <p>Rules for whoever copies this: a connection is borrowed for the statements only, never across a call to another
 * service; and every wait has an end.
 */
public final class Database implements AutoCloseable {
    /** What health calls it. */
    public static final String NAME = "database";

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int CONNECTIONS = 10;
    private static final int BORROW_MILLIS = 2_000;
    private static final int ANSWER_SECONDS = 5;

    private final HikariDataSource pool;
    private final RotatingDataSource migrations;
    private volatile boolean hasSchema;

    private Database(HikariDataSource pool, RotatingDataSource migrations) {
        this.pool = pool;
        this.migrations = migrations;
    }

    /**
     * Opens the pool.
     *
     * @param url as PostgreSQL's JDBC driver understands it
     * @param login who logs in; it may rotate at any time
     */
    public static Database open(String url, Secret<DatabaseLogin> login) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("rag-service");
        // A server that has stopped answering must not keep our threads.
        config.setDataSource(logins(url, login, Map.of("socketTimeout", String.valueOf(ANSWER_SECONDS))));
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(BORROW_MILLIS);
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(false);
        return new Database(new HikariDataSource(config), logins(url, login, Map.of()));
    }

    /**
     * A pool beside the one of the service, of two connections, for calls that are short and many.
     *
     * @param url as PostgreSQL's JDBC driver understands it
     * @param login who logs in; it may rotate at any time
     */
    public static HikariDataSource smallPool(String url, Secret<DatabaseLogin> login) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("rag-service-limits");
        config.setDataSource(logins(url, login, Map.of("socketTimeout", "2")));
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(BORROW_MILLIS);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    private static RotatingDataSource logins(String url, Secret<DatabaseLogin> login, Map<String, String> more) {
        Connector connector = (user, password) -> {
            Properties driver = new Properties();
            driver.putAll(more);
            driver.setProperty("user", user);
            driver.setProperty("password", password);
            driver.setProperty("ApplicationName", "rag-service");
            driver.setProperty("connectTimeout", "2");
            return DriverManager.getConnection(url, driver);
        };
        // With a single user the pending login is the only one that is taken while a rotation is under way.
        return RotatingDataSource.of(connector, login).alsoPending();
    }

    /** For the health check; everything else goes through {@link #inTransaction}. */
    public HikariDataSource pool() {
        return pool;
    }

    /**
     * Brings the schema up to date, on a connection beside the pool: a migration may take longer than a statement of a
     * request. Tasks that start together wait for each other. Does nothing after it has worked once.
     *
     * @throws DependencyAway if the database does not let us
     */
    public void migrate() {
        if (hasSchema) {
            return;
        }
        try {
            int applied = Flyway.configure()
                    .dataSource(migrations)
                    .locations("classpath:schema")
                    .load()
                    .migrate()
                    .migrationsExecuted;
            // What the limits of requests are counted in has versions of its own.
            Flyway.configure()
                    .dataSource(migrations)
                    .locations("classpath:META-INF/eloquent/ratelimit")
                    .table("eloquent_quota_history")
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
            LOG.info("the schema is up to date, migrations applied: {}", applied);
        } catch (FlywayException e) {
            throw new DependencyAway(NAME, "the schema could not be brought up to date", e);
        }
        hasSchema = true;
    }

    /**
     * Does the work in one transaction: all of it is stored, or nothing.
     *
     * @throws DependencyAway if the database is away; if it went away during the commit, whether the work was stored is
     *     unknown, but it is never stored half
     */
    public <T> T inTransaction(Work<T> work) {
        if (!hasSchema) {
            throw new DependencyAway(NAME, "its schema is not known to be up to date yet");
        }
        // Closing a connection that was not committed rolls back: HikariCP does so.
        try (Connection connection = pool.getConnection()) {
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw SqlFaults.asUnchecked(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
