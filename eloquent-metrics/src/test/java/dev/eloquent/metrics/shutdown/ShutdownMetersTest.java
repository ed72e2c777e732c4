package dev.eloquent.metrics.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.local.cloudwatch.Distribution;
import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.metrics.cloudwatch.CloudWatchRegistry;
import dev.eloquent.shutdown.Phase;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownReport;
import dev.eloquent.shutdown.ShutdownSettings;
import io.micrometer.cloudwatch2.CloudWatchConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** What arrives at CloudWatch of the shutdown of the process that sends it. */
@Timeout(60)
final class ShutdownMetersTest {
    private static final CloudWatchConfig CONFIG = new CloudWatchConfig() {
        @Override
        public String get(String key) {
            return null;
        }

        @Override
        public String namespace() {
            return "shop";
        }
    };

    private final LocalCloudWatch cloudWatch =
            LocalCloudWatch.region("eu-central-1").start();
    private final CloudWatchRegistry registry = CloudWatchRegistry.of(CONFIG)
            .client(builder -> builder.endpointOverride(cloudWatch.endpoint())
                    .region(Region.EU_CENTRAL_1)
                    .credentialsProvider(
                            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))))
            .start();
    private final Shutdown shutdown =
            Shutdown.of(ShutdownSettings.defaults().quietPeriod(Duration.ZERO).probeInterval(Duration.ZERO));

    @AfterEach
    void close() {
        registry.close(Duration.ZERO);
        cloudWatch.close();
    }

    private Optional<Double> sum(String name) {
        return cloudWatch.distribution("shop", "eloquent.shutdown." + name).map(Distribution::sum);
    }

    @Test
    void aCleanOneArrivesWithItsDuration() {
        ShutdownMeters.of(shutdown).bindTo(registry);
        shutdown.flush("telemetry", deadline -> registry.close(deadline.remaining()));
        ShutdownReport report = shutdown.run("test");
        assertThat(report.clean()).isTrue();
        assertThat(sum("duration").orElseThrow())
                .isBetween(0.0, report.duration().toMillis() / 1000.0 * 1.05);
        assertThat(cloudWatch.data("shop", "eloquent.shutdown.duration")).hasSize(1);
        assertThat(sum("unclean")).isEmpty();
        assertThat(sum("steps.failed")).isEmpty();
    }

    @Test
    void whatFailedBeforeTheFlushArrivesAndWhatFailsInItDoesNot() {
        ShutdownMeters.of(shutdown).bindTo(registry);
        shutdown.step(Phase.WORK, "a", deadline -> {
            throw new IllegalStateException("planted");
        });
        shutdown.own("b", () -> {
            throw new IllegalStateException("planted");
        });
        shutdown.flush("c", deadline -> {
            throw new IllegalStateException("planted");
        });
        shutdown.flush("telemetry", deadline -> registry.close(deadline.remaining()));
        shutdown.run("test");
        assertThat(sum("unclean")).contains(1.0);
        assertThat(sum("steps.failed")).contains(2.0);
        assertThat(sum("duration")).isPresent();
    }

    @Test
    void aFlushAndACloseAfterItSendItOnce() {
        ShutdownMeters.of(shutdown).bindTo(registry);
        shutdown.flush("telemetry", deadline -> registry.flush(deadline.remaining()));
        shutdown.run("test");
        registry.close(Duration.ofSeconds(10));
        assertThat(cloudWatch
                        .distribution("shop", "eloquent.shutdown.duration")
                        .orElseThrow()
                        .sampleCount())
                .isEqualTo(1);
    }

    @Test
    void control_telemetryThatIsClosedWithTheRestNeverHearsOfIt() {
        ShutdownMeters.of(shutdown).bindTo(registry);
        shutdown.own("telemetry", () -> registry.close(Duration.ofSeconds(10)));
        shutdown.run("test");
        assertThat(cloudWatch.data("shop", "eloquent.heartbeat")).isNotEmpty();
        assertThat(sum("duration")).isEmpty();
    }

    @Test
    void theSecondBindingIsRefused() {
        SimpleMeterRegistry simple = new SimpleMeterRegistry();
        ShutdownMeters.of(shutdown).bindTo(simple);
        assertThatThrownBy(() -> ShutdownMeters.of(shutdown).bindTo(simple))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("shutdown must be bound to a registry once, and meter 'eloquent.shutdown.duration' of it is"
                        + " there already; bind the one of the process once");
    }
}
