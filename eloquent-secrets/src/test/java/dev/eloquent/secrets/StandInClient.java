package dev.eloquent.secrets;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/** The unmodified SDK, with a stand-in as its endpoint. */
public final class StandInClient {
    private StandInClient() {}

    public static SecretsManagerClient of(URI endpoint) {
        return builder(endpoint).build();
    }

    /** One whose calls are sent once: its own second attempts wait in real time. */
    static SecretsManagerClient withoutRetries(URI endpoint) {
        return builder(endpoint)
                .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private static SecretsManagerClientBuilder builder(URI endpoint) {
        return SecretsManagerClient.builder()
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(endpoint)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(2)));
    }
}
