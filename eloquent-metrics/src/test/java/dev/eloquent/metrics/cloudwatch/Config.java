package dev.eloquent.metrics.cloudwatch;

import io.micrometer.cloudwatch2.CloudWatchConfig;
import java.time.Duration;

/** A namespace and a step; all else as Micrometer has it. */
record Config(Duration step) implements CloudWatchConfig {
    static final Config MINUTE = new Config(Duration.ofMinutes(1));

    @Override
    public String get(String key) {
        return null;
    }

    @Override
    public String namespace() {
        return "Test";
    }
}
