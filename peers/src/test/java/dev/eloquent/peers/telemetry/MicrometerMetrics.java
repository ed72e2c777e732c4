package dev.eloquent.peers.telemetry;

import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;

/** Micrometer's own registry, on AWS's asynchronous client. */
final class MicrometerMetrics implements MeteredTask {
    private final CloudWatchAsyncClient client;
    private final CloudWatchMeterRegistry registry;
    private final int series;
    private double[] percentiles = {0.99};

    MicrometerMetrics(URI endpoint, Duration step, int series) {
        this.series = series;
        client = CloudWatchAsyncClient.builder()
                .region(Region.of(CloudWatchIntake.REGION))
                .endpointOverride(endpoint)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(AwsCrtAsyncHttpClient.builder())
                .build();
        registry = new CloudWatchMeterRegistry(new StepConfig(step), Clock.SYSTEM, client);
    }

    /** With those of these quantiles, each of which is a metric more; by default with the 99th percentile. */
    MicrometerMetrics percentiles(double... quantiles) {
        percentiles = quantiles.clone();
        return this;
    }

    /** With its limit of the values of a tag; it has to be told of each name and each tag. */
    MicrometerMetrics limited(String name, String tag) {
        registry.config().meterFilter(MeterFilter.maximumAllowableTags(name, tag, series, MeterFilter.deny()));
        return this;
    }

    @Override
    public void count(String name, String tag, String value) {
        registry.counter(name, tag, value).increment();
    }

    @Override
    public void time(String name, double[] millis) {
        Timer timer = Timer.builder(name)
                .publishPercentiles(percentiles)
                .percentilePrecision(2)
                .register(registry);
        for (double each : millis) {
            timer.record((long) (each * 1e6), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public Said close(Duration deadline) {
        registry.close();
        client.close();
        return Said.NOTHING;
    }
}
