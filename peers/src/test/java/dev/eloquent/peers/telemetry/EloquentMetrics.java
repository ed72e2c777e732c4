package dev.eloquent.peers.telemetry;

import dev.eloquent.metrics.cloudwatch.CloudWatchRegistry;
import dev.eloquent.metrics.cloudwatch.FlushReport;
import dev.eloquent.metrics.cloudwatch.MonthlyCost;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Package {@code dev.eloquent.metrics.cloudwatch} of eloquent-metrics. */
final class EloquentMetrics implements MeteredTask {
    private final CloudWatchRegistry registry;
    private final Duration step;

    EloquentMetrics(URI endpoint, Duration step, int series) {
        this.step = step;
        registry = CloudWatchRegistry.of(new StepConfig(step))
                .client(client -> client.region(Region.of(CloudWatchIntake.REGION))
                        .endpointOverride(endpoint)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))))
                .seriesBudget(series)
                .start();
    }

    @Override
    public void count(String name, String tag, String value) {
        registry.counter(name, tag, value).increment();
    }

    @Override
    public void time(String name, double[] millis) {
        Timer timer = registry.timer(name);
        for (double each : millis) {
            timer.record((long) (each * 1e6), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public Said close(Duration deadline) {
        FlushReport report = registry.close(deadline);
        return report.complete() ? Said.ALL_ARRIVED : Said.NOT_ALL_ARRIVED;
    }

    @Override
    public Predicate<Datum> tellsOfLoss() {
        return datum -> datum.name().equals("eloquent.metrics.dropped");
    }

    @Override
    public double monthlyPrice(int metrics) {
        return MonthlyCost.of(metrics, 1, step, 1).forMetrics().doubleValue();
    }
}
