package dev.eloquent.logging;

import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Asks for a secret with a session token, for {@link NoSecretsTest}. */
public final class SigningChild {
    static final String TOKEN = "planted-token";
    static final String SECRET = "planted-secret";

    private SigningChild() {}

    public static void main(String[] args) {
        try (LocalSecretsManager aws =
                        LocalSecretsManager.region("eu-central-1").start();
                SecretsManagerClient client = SecretsManagerClient.builder()
                        .region(Region.EU_CENTRAL_1)
                        .endpointOverride(aws.endpoint())
                        .credentialsProvider(StaticCredentialsProvider.create(
                                AwsSessionCredentials.create("local", "planted-key", TOKEN)))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build()) {
            aws.create("shop/database", SECRET);
            String secret =
                    client.getSecretValue(get -> get.secretId("shop/database")).secretString();
            LoggerFactory.getLogger(SigningChild.class).debug("read: {}", SECRET.equals(secret));
        }
        System.exit(0);
    }
}
