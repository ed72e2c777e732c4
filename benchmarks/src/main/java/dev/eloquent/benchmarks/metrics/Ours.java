package dev.eloquent.benchmarks.metrics;

import dev.eloquent.metrics.cloudwatch.CloudWatchRegistry;
import dev.eloquent.metrics.cloudwatch.CloudWatchRegistryBuilder;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Our registry, by its door. */
final class Ours {
    static final Region REGION = Region.EU_CENTRAL_1;
    static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    private static final URI NOBODY = URI.create("http://127.0.0.1:9");

    private Ours() {}

    /** With its threads; nobody is there to send to. */
    static CloudWatchRegistry registry(Settings settings) {
        return builder(settings, NOBODY).start();
    }

    static CloudWatchRegistryBuilder builder(Settings settings, URI endpoint) {
        return CloudWatchRegistry.of(settings)
                .seriesBudget(1_000_000)
                .client(client ->
                        client.endpointOverride(endpoint).region(REGION).credentialsProvider(CREDENTIALS));
    }
}
