package dev.eloquent.examples.rag.local;

import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.local.page.LocalTelemetryPage;
import dev.eloquent.metrics.MetricsDestination;
import dev.eloquent.tracing.TraceDestination;
import io.micrometer.cloudwatch2.CloudWatchConfig;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Stand-ins of CloudWatch and X-Ray, and the page that shows what they were sent. */
public final class LocalTelemetry implements AutoCloseable {
    private static final Region REGION = Region.EU_CENTRAL_1;
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));

    private final LocalCloudWatch cloudWatch;
    private final LocalOtlp xRay;
    private final LocalTelemetryPage page;

    private LocalTelemetry(LocalCloudWatch cloudWatch, LocalOtlp xRay, LocalTelemetryPage page) {
        this.cloudWatch = cloudWatch;
        this.xRay = xRay;
        this.page = page;
    }

    static LocalTelemetry start() {
        LocalCloudWatch cloudWatch = LocalCloudWatch.region(REGION.id())
                .credentials("local", "local")
                .start();
        LocalOtlp xRay =
                LocalOtlp.aws(REGION.id()).credentials("local", "local").start();
        return new LocalTelemetry(
                cloudWatch, xRay, LocalTelemetryPage.of(cloudWatch, xRay).start());
    }

    /** Each ten seconds, so that a person at the page need not wait a minute. */
    public MetricsDestination metrics() {
        return MetricsDestination.cloudWatch(
                new EachTenSeconds(),
                settings -> settings.client(client -> client.region(REGION)
                        .endpointOverride(cloudWatch.endpoint())
                        .credentialsProvider(CREDENTIALS)));
    }

    public TraceDestination traces() {
        return TraceDestination.xRay(REGION.id(), xRay.endpoint()).credentials(CREDENTIALS);
    }

    public URI page() {
        return page.url();
    }

    @Override
    public void close() {
        page.close();
        xRay.close();
        cloudWatch.close();
    }

    private static final class EachTenSeconds implements CloudWatchConfig {
        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public String namespace() {
            return "rag-service";
        }

        @Override
        public Duration step() {
            return Duration.ofSeconds(10);
        }
    }
}
