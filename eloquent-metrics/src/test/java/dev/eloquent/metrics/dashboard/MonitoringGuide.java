package dev.eloquent.metrics.dashboard;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;

/** The code that the guide quotes: it compiles, or the guide is wrong. */
final class MonitoringGuide {
    // spotless:off
    void write(MeterRegistry registry) {
        MonitoringFiles files = Monitoring.of("Shop", "orders", "production")
                .region("eu-central-1")
                .thresholds(Thresholds.DEFAULTS.tasks(2).p99(Duration.ofMillis(500)))
                .from(registry);
        files.writeTo(Path.of("infrastructure/monitoring"));
        System.out.println(files);
    }
    // spotless:on
}
