package dev.eloquent.local.secretsmanager;

import dev.eloquent.local.LocalService;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;

/** AWS's own client for Java, unmodified. */
final class SdkClient {
    private SdkClient() {}

    /** One that says at once what it was told. */
    static SecretsManagerClient of(LocalService secretsManager) {
        return of(secretsManager, 1);
    }

    /** @param attempts how often it tries, without waiting in between */
    static SecretsManagerClient of(LocalService secretsManager, int attempts) {
        // What one client learnt of the time, the SDK keeps for all that come after it in the process.
        SdkGlobalTime.setGlobalTimeOffset(0);
        return SecretsManagerClient.builder()
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(secretsManager.endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(20)))
                .overrideConfiguration(
                        client -> client.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(attempts)
                                .backoffStrategy(attempt -> Duration.ZERO)
                                .throttlingBackoffStrategy(attempt -> Duration.ZERO)
                                .build()))
                .build();
    }

    static Filter filter(FilterNameStringType key, String... values) {
        return Filter.builder().key(key).values(values).build();
    }
}
