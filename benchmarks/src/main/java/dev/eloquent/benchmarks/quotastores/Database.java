package dev.eloquent.benchmarks.quotastores;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.ratelimit.postgres.PostgresQuotaStore;
import dev.eloquent.testing.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A real PostgreSQL with the tables of both: ours by its migration, Bucket4j's as its documentation has it, with text for
 * its keys. Both are logged, and a commit is answered when the log has been flushed ({@code synchronous_commit}) and, unless
 * {@code fsync} is off, the disk has it.
 */
final class Database implements AutoCloseable {
    private static final String PEERS_TABLE = "create table bucket (id text primary key, state bytea)";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PostgresServer server;

    private Database(PostgresServer server) {
        this.server = server;
    }

    static Database start(String fsync, Map<String, String> more) throws SQLException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("fsync", fsync);
        PostgresServer server = PostgresServer.start(settings);
        try {
            server.execute(PostgresQuotaStore.migration());
            server.execute(PEERS_TABLE);
            return new Database(server);
        } catch (SQLException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    PostgresServer server() {
        return server;
    }

    HikariDataSource pool(int connections) {
        return pool(server.jdbcUrl(), connections);
    }

    /** Whose commits wait for nothing: to make the rows before anything is measured. */
    HikariDataSource hastyPool(int connections) {
        return pool(server.jdbcUrl() + "?options=-c%20synchronous_commit=off", connections);
    }

    private HikariDataSource pool(String url, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(server.user());
        config.setPassword(server.password());
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(PATIENCE.toMillis());
        return new HikariDataSource(config);
    }

    /** Has each key ask once, and returns the limiter for the others. */
    Limiter limiter(String limiter, Keys keys) {
        int connections = PostgresLimiters.connections(limiter);
        Limit limit = Limit.plenty(limiter);
        try (Limiter first = PostgresLimiters.of(limiter, limit, hastyPool(connections))) {
            keys.askOnce(first);
        }
        return PostgresLimiters.of(limiter, limit, pool(connections));
    }

    @Override
    public void close() {
        server.close();
    }
}
