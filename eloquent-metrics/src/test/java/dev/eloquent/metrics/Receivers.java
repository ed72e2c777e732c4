package dev.eloquent.metrics;

import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.cloudwatch.ReceivedDatum;
import dev.eloquent.local.cloudwatch.ReceivedPut;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.metrics.cloudwatch.CloudWatchRegistryBuilder;
import dev.eloquent.tracing.TraceDestination;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** CloudWatch and X-Ray of the tests, and telemetry that goes there. */
final class Receivers implements AutoCloseable {
    static final String REGION = "eu-central-1";

    private static final StaticCredentialsProvider KEY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));

    final LocalCloudWatch cloudWatch = LocalCloudWatch.region(REGION).start();
    final LocalOtlp xRay = LocalOtlp.aws(REGION).start();

    TelemetryBuilder telemetry() {
        return telemetry("shop", settings -> {});
    }

    TelemetryBuilder telemetry(String namespace, Consumer<CloudWatchRegistryBuilder> more) {
        return Telemetry.of("shop", "1.4.2", "test")
                .ecs(Optional.empty())
                .metrics(MetricsDestination.cloudWatch(namespace, settings -> {
                    settings.client(this::client);
                    more.accept(settings);
                }))
                .traces(TraceDestination.xRay(REGION, xRay.endpoint()).credentials(KEY))
                .tracing(settings -> settings.queue(100_000).delay(Duration.ofMinutes(1)));
    }

    void client(software.amazon.awssdk.awscore.client.builder.AwsClientBuilder<?, ?> client) {
        client.endpointOverride(cloudWatch.endpoint())
                .region(software.amazon.awssdk.regions.Region.of(REGION))
                .credentialsProvider(KEY);
    }

    /** Of this name, added up. */
    double sum(String name) {
        return cloudWatch.data("shop", name).stream()
                .mapToDouble(datum -> datum.distribution().sum())
                .sum();
    }

    /** Whether nothing was taken twice. */
    boolean once() {
        return cloudWatch.puts().stream().mapToLong(ReceivedPut::stored).allMatch(times -> times <= 1);
    }

    /** The dimensions of all that has come. */
    List<Map<String, String>> dimensions() {
        return cloudWatch.data().stream().map(ReceivedDatum::dimensions).toList();
    }

    @Override
    public void close() {
        cloudWatch.close();
        xRay.close();
    }
}
