package dev.eloquent.health.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.testing.PostgresServer;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import javax.sql.DataSource;

/** The pools of the tests. */
final class Pools {
    private Pools() {}

    static HikariDataSource open(PostgresServer server, int port, int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
        config.setUsername(server.user());
        config.setPassword(server.password());
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(Duration.ofSeconds(1).toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    static HikariDataSource open(PostgresServer server, int size) {
        return open(server, server.port(), size);
    }

    /** Lends one connection again and again; giving it back leaves it open. */
    static DataSource lending(Connection connection) {
        Connection lent = (Connection) Proxy.newProxyInstance(
                Pools.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? null : method.invoke(connection, arguments));
        return (DataSource) Proxy.newProxyInstance(
                Pools.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> method.getName().equals("getConnection") ? lent : (Object) false);
    }

    /** The same connections, but nothing that tells that a pool stands behind them. */
    static DataSource disguised(DataSource pool) {
        return (DataSource) Proxy.newProxyInstance(
                Pools.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getConnection" -> pool.getConnection();
                    case "isWrapperFor" -> false;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
