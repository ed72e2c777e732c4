package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.cloudwatch.ReceivedDatum;
import dev.eloquent.local.cloudwatch.ReceivedPut;
import io.micrometer.cloudwatch2.CloudWatchConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Micrometer's own configuration says, as it shows at the receiver. */
@Timeout(60)
final class ConfigAtReceiverTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final AtReceiver receiver = new AtReceiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    /** Micrometer reads no high resolution from its keys: that is for who writes the configuration. */
    private record Settings(Map<String, String> values, boolean highResolution) implements CloudWatchConfig {
        @Override
        public String get(String key) {
            return values.get(key);
        }
    }

    private FlushReport run(String key, String value) {
        return run(new Settings(
                Map.of("cloudwatch.namespace", "Test", "cloudwatch.step", "PT1H", "cloudwatch." + key, value), false));
    }

    /** A service with 25 counters, until it ends. */
    private FlushReport run(CloudWatchConfig config) {
        CloudWatchRegistry registry =
                CloudWatchRegistry.of(config).client(receiver::client).start();
        for (int i = 0; i < 25; i++) {
            registry.counter("orders", "shop", "s" + i).increment();
        }
        return registry.close(LONG);
    }

    @Test
    void aCallHasAsManyDataAsTheBatchSizeSays() {
        assertThat(run("batchSize", "10").complete()).isTrue();
        assertThat(receiver.cloudWatch.puts()).extracting(ReceivedPut::data).containsExactly(10, 10, 7);
        assertThat(receiver.sum("orders")).isEqualTo(25);
    }

    @Test
    void highResolutionIsThatOfAllMetrics() {
        assertThat(run(new Settings(Map.of("cloudwatch.namespace", "Test", "cloudwatch.step", "PT1H"), true))
                        .complete())
                .isTrue();
        assertThat(receiver.cloudWatch.data())
                .hasSizeGreaterThan(25)
                .allSatisfy(datum -> assertThat(datum.storageResolution()).isEqualTo(1));
    }

    /** Control: without, there is one call, and nothing is kept by the second. */
    @Test
    void control_byDefaultThereIsOneCallByTheMinute() {
        assertThat(run("enabled", "true").complete()).isTrue();
        assertThat(receiver.cloudWatch.puts()).hasSize(1);
        assertThat(receiver.cloudWatch.data())
                .extracting(ReceivedDatum::storageResolution)
                .containsOnly(60);
    }

    @Test
    void whatIsNotEnabledCallsNobody() {
        FlushReport end = run("enabled", "false");
        assertThat(end.complete()).isTrue();
        assertThat(end.sent()).isZero();
        assertThat(receiver.cloudWatch.calls()).isEmpty();
    }
}
