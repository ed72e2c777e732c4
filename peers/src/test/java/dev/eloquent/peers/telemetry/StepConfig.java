package dev.eloquent.peers.telemetry;

import io.micrometer.cloudwatch2.CloudWatchConfig;
import java.time.Duration;

/** A namespace and a step; all else as Micrometer has it. */
record StepConfig(Duration step) implements CloudWatchConfig {
    @Override
    public String get(String key) {
        return null;
    }

    @Override
    public String namespace() {
        return "Peers";
    }
}
