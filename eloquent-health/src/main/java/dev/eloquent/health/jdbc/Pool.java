package dev.eloquent.health.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** What the check knows of the pool that it looks at. Immutable. */
record Pool(
        BooleanSupplier isSaturated,
        BooleanSupplier hasNoneIdle,
        Optional<Connector> direct,
        Optional<Runnable> evict,
        Gauges gauges) {
    /** Nothing is known: the DataSource may not even be a pool. */
    static final Pool UNKNOWN = new Pool(() -> false, () -> false, Optional.empty(), Optional.empty(), Map::of);

    /** HikariCP is understood where it is there; it never has to be. */
    static Pool of(DataSource dataSource) {
        try {
            return HikariPool.find(dataSource);
        } catch (NoClassDefFoundError hikariIsAbsent) {
            return UNKNOWN;
        }
    }

    Pool saturatedWhen(BooleanSupplier value) {
        return new Pool(value, hasNoneIdle, direct, evict, gauges);
    }

    Pool direct(Connector value) {
        return new Pool(isSaturated, hasNoneIdle, Optional.of(value), evict, gauges);
    }

    Pool evict(Runnable value) {
        return new Pool(isSaturated, hasNoneIdle, direct, Optional.of(value), gauges);
    }

    /** Opens a connection beside the pool, which the caller closes. */
    @FunctionalInterface
    interface Connector {
        Connection connect(Duration timeout) throws SQLException;
    }

    /** The pool's numbers, as private details. */
    @FunctionalInterface
    interface Gauges {
        Map<String, Integer> read();
    }
}
