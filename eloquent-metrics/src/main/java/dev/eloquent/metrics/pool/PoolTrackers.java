package dev.eloquent.metrics.pool;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** HikariCP's own meters, save that its close takes away no more than the gauges. */
final class PoolTrackers implements MetricsTrackerFactory {
    static final List<String> GAUGES = List.of(
            "hikaricp.connections",
            "hikaricp.connections.idle",
            "hikaricp.connections.active",
            "hikaricp.connections.pending",
            "hikaricp.connections.max",
            "hikaricp.connections.min");

    private final MeterRegistry registry;
    private final MetricsTrackerFactory hikaris;

    PoolTrackers(MeterRegistry registry) {
        this.registry = registry;
        this.hikaris = new MicrometerMetricsTrackerFactory(registry);
    }

    @Override
    public IMetricsTracker create(String pool, PoolStats statistics) {
        return new Tracker(hikaris.create(pool, statistics), pool);
    }

    /** The pool holds it, and it holds HikariCP's, which the gauges hold weakly. */
    private final class Tracker implements IMetricsTracker {
        private final IMetricsTracker hikaris;
        private final String pool;

        private Tracker(IMetricsTracker hikaris, String pool) {
            this.hikaris = hikaris;
            this.pool = pool;
        }

        @Override
        public void recordConnectionCreatedMillis(long millis) {
            hikaris.recordConnectionCreatedMillis(millis);
        }

        @Override
        public void recordConnectionAcquiredNanos(long nanos) {
            hikaris.recordConnectionAcquiredNanos(nanos);
        }

        @Override
        public void recordConnectionUsageMillis(long millis) {
            hikaris.recordConnectionUsageMillis(millis);
        }

        @Override
        public void recordConnectionTimeout() {
            hikaris.recordConnectionTimeout();
        }

        /** A closed pool has no connections to tell of, but the last step of the others has yet to be sent. */
        @Override
        public void close() {
            for (String gauge : GAUGES) {
                for (Meter meter : registry.find(gauge).tag("pool", pool).meters()) {
                    registry.remove(meter);
                }
            }
        }
    }
}
