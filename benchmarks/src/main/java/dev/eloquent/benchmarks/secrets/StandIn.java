package dev.eloquent.benchmarks.secrets;

import dev.eloquent.local.Fault;
import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.local.secretsmanager.LocalSecretsManagerBuilder;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Secrets Manager's stand-in with some secrets, and a client for it. */
final class StandIn implements AutoCloseable {
    static final int SECRETS = 50;

    private static final String LOGIN =
            "{\"username\":\"app\",\"password\":\"a-password-of-some-length\",\"engine\":\"postgres\",\"port\":5432}";

    final SecretsManagerClient client;
    private final LocalSecretsManager server;

    StandIn() {
        LocalSecretsManagerBuilder builder = LocalSecretsManager.region("eu-central-1")
                .secret("service/openai", "sk-an-api-key-of-some-length")
                .secret("service/database", LOGIN);
        for (int i = 0; i < SECRETS; i++) {
            builder.secret(name(i), "value-" + i);
        }
        server = builder.start();
        client = SecretsManagerClient.builder()
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(server.endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    static String name(int number) {
        return "service/secret-" + number;
    }

    /** From now on each call takes so long. */
    void delay(Duration call) {
        server.faults().always(Fault.delay(call));
    }

    long calls() {
        return server.calls().values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
