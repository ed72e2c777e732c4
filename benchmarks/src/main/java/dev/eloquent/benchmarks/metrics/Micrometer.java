package dev.eloquent.benchmarks.metrics;

import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.Clock;
import java.net.URI;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;

/** Micrometer's own registry with the client that it brings by default. */
final class Micrometer extends CloudWatchMeterRegistry {
    private final CloudWatchAsyncClient client;

    Micrometer(Settings settings, Clock clock, CloudWatchAsyncClient client) {
        super(settings, clock, client);
        this.client = client;
    }

    static Micrometer silent() {
        return new Micrometer(Settings.HOUR, Clock.SYSTEM, client(URI.create("http://127.0.0.1:9")));
    }

    static CloudWatchAsyncClient client(URI endpoint) {
        return CloudWatchAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Ours.REGION)
                .credentialsProvider(Ours.CREDENTIALS)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
    }

    /** What its thread does at the end of each step. Blocks until it is answered. */
    void publishNow() {
        publish();
    }

    /** Without a last step, which would be sent. */
    @Override
    public void close() {
        stop();
        client.close();
    }
}
