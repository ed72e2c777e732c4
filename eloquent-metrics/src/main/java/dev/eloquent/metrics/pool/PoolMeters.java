package dev.eloquent.metrics.pool;

import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.metrics.internal.FirstBinding;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A HikariCP pool as meters: {@code telemetry.bind(PoolMeters.of(pool))}. Names and meanings are HikariCP's own, {@code
 * hikaricp.connections} and what begins with it; the tag {@code pool} is the pool's name. Set one ({@code
 * config.setPoolName}): that of HikariCP counts the pools of the process.
 *
 * <p>The pool may be at work already; what it did before is not counted. When it is closed its gauges go, while timers and
 * the counter of time-outs stay, so that a flush after the close sends what they have of the last step. Credentials that
 * rotate under the pool ({@code RotatingDataSource}) change connections, not the pool, and so nothing here.
 */
public final class PoolMeters implements MeterBinder {
    private final HikariDataSource pool;

    private PoolMeters(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Of this pool. */
    public static PoolMeters of(HikariDataSource pool) {
        return new PoolMeters(Objects.requireNonNull(pool, "pool"));
    }

    /**
     * @throws IllegalStateException if the pool has no name yet, or somebody's metrics already, since HikariCP takes them
     *     once; or if the registry has the meters of a pool of this name
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        @Nullable String name = pool.getPoolName();
        if (name == null) {
            throw new IllegalStateException("a pool must have a name to be bound, and this one, which has not started,"
                    + " has none; call setPoolName before");
        }
        FirstBinding.require(
                registry,
                PoolTrackers.GAUGES.get(0),
                Tags.of("pool", name),
                "pool '" + name + "'",
                "bind it once, and give each pool a name of its own");
        if (pool.getMetricsTrackerFactory() != null || pool.getMetricRegistry() != null) {
            throw new IllegalStateException("pool '" + name + "' has metrics already, and HikariCP takes them once;"
                    + " bind it to one registry, and set neither metricRegistry nor metricsTrackerFactory");
        }
        pool.setMetricsTrackerFactory(new PoolTrackers(registry));
    }
}
