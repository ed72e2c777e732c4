package dev.eloquent.health.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What HikariCP tells of itself. Loaded only where HikariCP is on the path. */
final class HikariPool {
    private HikariPool() {}

    static Pool find(DataSource dataSource) {
        Optional<HikariDataSource> found = unwrap(dataSource);
        if (found.isEmpty()) {
            return Pool.UNKNOWN;
        }
        HikariDataSource hikari = found.get();
        Runnable evict = () -> running(hikari).ifPresent(HikariPoolMXBean::softEvictConnections);
        return new Pool(
                () -> isSaturated(hikari),
                () -> hasNoneIdle(hikari),
                direct(hikari),
                Optional.of(evict),
                () -> gauges(hikari));
    }

    /** Also found behind a wrapper, such as one that traces or measures. */
    private static Optional<HikariDataSource> unwrap(DataSource dataSource) {
        if (dataSource instanceof HikariDataSource hikari) {
            return Optional.of(hikari);
        }
        try {
            return dataSource.isWrapperFor(HikariDataSource.class)
                    ? Optional.of(dataSource.unwrap(HikariDataSource.class))
                    : Optional.empty();
        } catch (SQLException notAWrapper) {
            return Optional.empty();
        }
    }

    private static Optional<HikariPoolMXBean> running(HikariDataSource hikari) {
        @Nullable HikariPoolMXBean pool = hikari.getHikariPoolMXBean();
        return Optional.ofNullable(pool);
    }

    /** Every connection is in the application's hands, or some of its threads are waiting for one. */
    private static boolean isSaturated(HikariDataSource hikari) {
        return running(hikari)
                .map(pool -> pool.getThreadsAwaitingConnection() > 0
                        || (pool.getIdleConnections() == 0
                                && pool.getActiveConnections() >= hikari.getMaximumPoolSize()))
                .orElse(false);
    }

    private static boolean hasNoneIdle(HikariDataSource hikari) {
        return running(hikari).map(pool -> pool.getIdleConnections() == 0).orElse(false);
    }

    private static Map<String, Integer> gauges(HikariDataSource hikari) {
        Map<String, Integer> gauges = new LinkedHashMap<>();
        running(hikari).ifPresent(pool -> {
            gauges.put("pool_active", pool.getActiveConnections());
            gauges.put("pool_idle", pool.getIdleConnections());
            gauges.put("pool_waiting", pool.getThreadsAwaitingConnection());
            gauges.put("pool_max", hikari.getMaximumPoolSize());
        });
        return gauges;
    }

    /**
     * The way on which the pool itself connects: its DataSource, or its URL with its present credentials. Neither is
     * kept. A pool that was given only a DataSource class name has no way that can be taken from outside.
     */
    private static Optional<Pool.Connector> direct(HikariDataSource hikari) {
        if (hikari.getJdbcUrl() != null) {
            return Optional.of(timeout -> connect(hikari, timeout));
        }
        @Nullable DataSource inner = hikari.getDataSource();
        return inner == null ? Optional.empty() : Optional.of(timeout -> inner.getConnection());
    }

    private static Connection connect(HikariDataSource hikari, Duration timeout) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(hikari.getDataSourceProperties());
        @Nullable String user = hikari.getUsername();
        @Nullable String password = hikari.getPassword();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        String url = hikari.getJdbcUrl();
        if (url.startsWith("jdbc:postgresql:")) {
            String seconds = String.valueOf(Math.max(1, (timeout.toMillis() + 999) / 1000));
            properties.setProperty("connectTimeout", seconds);
            properties.setProperty("socketTimeout", seconds);
        }
        return DriverManager.getConnection(url, properties);
    }
}
