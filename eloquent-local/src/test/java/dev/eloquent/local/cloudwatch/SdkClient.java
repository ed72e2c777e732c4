package dev.eloquent.local.cloudwatch;

import dev.eloquent.local.LocalService;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/** AWS's own client for Java, unmodified. */
final class SdkClient {
    private static final AwsCredentials LOCAL = AwsBasicCredentials.create("local", "local");

    private SdkClient() {}

    /** One that says at once what it was told. */
    static CloudWatchClient of(LocalService cloudWatch) {
        return of(cloudWatch, 1);
    }

    /** @param attempts how often it tries, without waiting in between */
    static CloudWatchClient of(LocalService cloudWatch, int attempts) {
        return of(cloudWatch, attempts, Duration.ofSeconds(20));
    }

    static CloudWatchClient of(LocalService cloudWatch, int attempts, Duration socketTimeout) {
        return of(cloudWatch, attempts, socketTimeout, LOCAL, Region.EU_CENTRAL_1);
    }

    static CloudWatchClient of(LocalService cloudWatch, AwsCredentials credentials, Region region) {
        return of(cloudWatch, 1, Duration.ofSeconds(20), credentials, region);
    }

    /** @param encodings is told of the Content-Encoding of each request that has one */
    static CloudWatchClient telling(LocalService cloudWatch, List<String> encodings) {
        ExecutionInterceptor interceptor = new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                context.httpRequest().firstMatchingHeader("Content-Encoding").ifPresent(encodings::add);
            }
        };
        return CloudWatchClient.builder()
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(cloudWatch.endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(LOCAL))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(client -> client.addExecutionInterceptor(interceptor))
                .build();
    }

    private static CloudWatchClient of(
            LocalService cloudWatch, int attempts, Duration socketTimeout, AwsCredentials credentials, Region region) {
        // What one client learnt of the time, the SDK keeps for all that come after it in the process.
        SdkGlobalTime.setGlobalTimeOffset(0);
        return CloudWatchClient.builder()
                .region(region)
                .endpointOverride(cloudWatch.endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(socketTimeout))
                .overrideConfiguration(
                        client -> client.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(attempts)
                                .backoffStrategy(attempt -> Duration.ZERO)
                                .throttlingBackoffStrategy(attempt -> Duration.ZERO)
                                .build()))
                .build();
    }
}
