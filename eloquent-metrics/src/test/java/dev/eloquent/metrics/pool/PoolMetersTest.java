package dev.eloquent.metrics.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.eloquent.testing.PostgresServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PoolMetersTest {
    private static PostgresServer server;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final HikariDataSource pool = pool("orders");

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static HikariDataSource pool(String name) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(server.dataSource());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(Duration.ofMillis(250).toMillis());
        return new HikariDataSource(config);
    }

    private void use(HikariDataSource of) throws SQLException {
        try (Connection held = of.getConnection()) {
            assertThat(held.isValid(5)).isTrue();
            // There is one, and it is held: a time-out.
            assertThatThrownBy(of::getConnection).isInstanceOf(SQLException.class);
        }
    }

    private double timeouts() {
        return registry.get("hikaricp.connections.timeout")
                .tag("pool", "orders")
                .counter()
                .count();
    }

    private long usages() {
        return registry.get("hikaricp.connections.usage")
                .tag("pool", "orders")
                .timer()
                .count();
    }

    @Test
    void countsAPoolThatIsAtWorkAlready() throws SQLException {
        use(pool);
        PoolMeters.of(pool).bindTo(registry);
        use(pool);
        assertThat(usages()).isEqualTo(1);
        assertThat(timeouts()).isEqualTo(1);
        assertThat(registry.get("hikaricp.connections.max").gauge().value()).isEqualTo(1);
        assertThat(registry.get("hikaricp.connections").gauge().value()).isEqualTo(1);
        assertThat(registry.getMeters()).hasSize(10);
    }

    @Test
    void whatTheLastStepHasIsStillThereOnceThePoolIsClosed() throws SQLException {
        PoolMeters.of(pool).bindTo(registry);
        use(pool);
        pool.close();
        assertThat(timeouts()).isEqualTo(1);
        assertThat(usages()).isEqualTo(1);
        assertThat(registry.find("hikaricp.connections.active").gauge()).isNull();
        assertThat(registry.find("hikaricp.connections").gauge()).isNull();

        // And the next pool of that name goes on with them.
        try (HikariDataSource next = pool("orders")) {
            PoolMeters.of(next).bindTo(registry);
            use(next);
            assertThat(timeouts()).isEqualTo(2);
            assertThat(registry.get("hikaricp.connections").gauge().value()).isEqualTo(1);
        }
    }

    @Test
    void control_hikarisOwnTakesThemAway() throws SQLException {
        pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
        use(pool);
        assertThat(timeouts()).isEqualTo(1);
        pool.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aPoolIsBoundOnce() {
        PoolMeters.of(pool).bindTo(registry);
        assertThatThrownBy(() -> PoolMeters.of(pool).bindTo(registry))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pool 'orders' must be bound to a registry once, and meter 'hikaricp.connections' of it is"
                        + " there already; bind it once, and give each pool a name of its own");
        assertThatThrownBy(() -> PoolMeters.of(pool).bindTo(new SimpleMeterRegistry()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pool 'orders' has metrics already, and HikariCP takes them once; bind it to one registry,"
                        + " and set neither metricRegistry nor metricsTrackerFactory");
    }

    @Test
    void aPoolThatStartsLaterIsBoundOnceItHasAName() throws SQLException {
        try (HikariDataSource later = new HikariDataSource()) {
            later.setDataSource(server.dataSource());
            later.setMaximumPoolSize(1);
            later.setConnectionTimeout(Duration.ofMillis(250).toMillis());
            assertThatThrownBy(() -> PoolMeters.of(later).bindTo(registry))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a pool must have a name to be bound, and this one, which has not started, has none;"
                            + " call setPoolName before");
            later.setPoolName("orders");
            PoolMeters.of(later).bindTo(registry);
            use(later);
            assertThat(timeouts()).isEqualTo(1);
        }
    }
}
