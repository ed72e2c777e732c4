package dev.eloquent.local.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.secretsmanager.caching.SecretCache;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** Driven by AWS's own cache for Java, unmodified: it asks for stages before it asks for values. */
final class LocalSecretsManagerCachingTest {
    private final LocalSecretsManager secretsManager = LocalSecretsManager.region("eu-central-1")
            .secret("db", "1")
            .secret("key", new byte[] {1, 2})
            .start();
    private final SecretsManagerClient client = SdkClient.of(secretsManager);
    private final SecretCache cache = new SecretCache(client);

    @AfterEach
    void close() {
        cache.close();
        client.close();
        secretsManager.close();
    }

    @Test
    void servesItsFirstRead() {
        assertThat(cache.getSecretString("db")).isEqualTo("1");
        assertThat(cache.getSecretBinary("key")).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(cache.getSecretString("db")).isEqualTo("1");
        assertThat(secretsManager.calls()).isEqualTo(Map.of("DescribeSecret", 2L, "GetSecretValue", 2L));
    }

    @Test
    void servesItsRefreshAfterARotation() throws Exception {
        cache.getSecretString("db");
        Rotation rotation = secretsManager.rotate("db", "2");
        cache.refreshNow("db");
        assertThat(cache.getSecretString("db")).isEqualTo("1");
        rotation.finish();
        cache.refreshNow("db");
        assertThat(cache.getSecretString("db")).isEqualTo("2");
    }

    @Test
    void tellsItWhatIsNotThere() {
        assertThatThrownBy(() -> cache.getSecretString("other")).isInstanceOf(ResourceNotFoundException.class);
    }
}
