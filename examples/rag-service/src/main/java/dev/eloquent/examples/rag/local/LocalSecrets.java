package dev.eloquent.examples.rag.local;

import dev.eloquent.examples.rag.secrets.GivenSecrets;
import dev.eloquent.examples.rag.secrets.RagSecrets;
import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.local.secretsmanager.LocalSecretsManagerBuilder;
import dev.eloquent.secrets.SecretSource;
import dev.eloquent.secrets.SecretsManagerSource;
import java.security.SecureRandom;
import java.util.Base64;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** A stand-in of Secrets Manager with all secrets of the service, and the AWS SDK's own client for it. */
public final class LocalSecrets implements AutoCloseable {
    private static final Region REGION = Region.EU_CENTRAL_1;

    private final LocalSecretsManager standIn;
    private final SecretsManagerClient client;

    private LocalSecrets(LocalSecretsManager standIn, SecretsManagerClient client) {
        this.standIn = standIn;
        this.client = client;
    }

    static LocalSecrets start(GivenSecrets given) {
        LocalSecretsManagerBuilder builder = LocalSecretsManager.region(REGION.id());
        given.orElse(madeUp()).reveal(builder::secret);
        LocalSecretsManager standIn = builder.start();
        return new LocalSecrets(
                standIn,
                SecretsManagerClient.builder()
                        .region(REGION)
                        .endpointOverride(standIn.endpoint())
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build());
    }

    static GivenSecrets madeUp() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return GivenSecrets.none()
                .with(RagSecrets.DATABASE, "username", LocalPostgres.USER, "password", "local")
                .with(RagSecrets.PINECONE, "local")
                .with(
                        RagSecrets.JWT,
                        "kid",
                        "local",
                        "key",
                        Base64.getEncoder().withoutPadding().encodeToString(key));
    }

    public SecretSource source() {
        return SecretsManagerSource.of(client);
    }

    @Override
    public void close() {
        client.close();
        standIn.close();
    }
}
