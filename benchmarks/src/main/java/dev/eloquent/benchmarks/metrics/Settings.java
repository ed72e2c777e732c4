package dev.eloquent.benchmarks.metrics;

import io.micrometer.cloudwatch2.CloudWatchConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The same for Micrometer's registry and ours. */
record Settings(Duration step) implements CloudWatchConfig {
    static final Settings MINUTE = new Settings(Duration.ofMinutes(1));
    /** So long that nothing is published while something else is measured. */
    static final Settings HOUR = new Settings(Duration.ofHours(1));

    @Override
    public @Nullable String get(String key) {
        return null;
    }

    @Override
    public String namespace() {
        return "benchmarks";
    }
}
