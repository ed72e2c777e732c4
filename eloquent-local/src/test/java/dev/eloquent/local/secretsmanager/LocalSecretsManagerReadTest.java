package dev.eloquent.local.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;

final class LocalSecretsManagerReadTest {
    /** Whole milliseconds, as they are on the wire. */
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusMillis(250);

    private final LocalSecretsManager secretsManager = LocalSecretsManager.region("eu-central-1")
            .secret("rag-service/openai", "sk-ü")
            .secret("rag-service/key", new byte[] {0, -1, 7})
            .clock(InstantSource.fixed(now))
            .start();
    private final SecretsManagerClient client = SdkClient.of(secretsManager);

    @AfterEach
    void close() {
        client.close();
        secretsManager.close();
    }

    @Test
    void readsAString() {
        GetSecretValueResponse secret = read("rag-service/openai");
        assertThat(secret.secretString()).isEqualTo("sk-ü");
        assertThat(secret.secretBinary()).isNull();
        assertThat(secret.name()).isEqualTo("rag-service/openai");
        assertThat(secret.versionStages()).containsExactly("AWSCURRENT");
        assertThat(secret.versionId()).hasSize(36);
        assertThat(secret.createdDate()).isEqualTo(now);
        assertThat(secret.arn())
                .matches("arn:aws:secretsmanager:eu-central-1:\\d{12}:secret:rag-service/openai-[A-Za-z0-9]{6}")
                .isEqualTo(secretsManager.arn("rag-service/openai"));
    }

    @Test
    void readsBytes() {
        GetSecretValueResponse secret = read("rag-service/key");
        assertThat(secret.secretBinary()).isEqualTo(SdkBytes.fromByteArray(new byte[] {0, -1, 7}));
        assertThat(secret.secretString()).isNull();
    }

    @Test
    void findsASecretByItsArnWithAndWithoutTheSixCharacters() {
        String arn = secretsManager.arn("rag-service/openai");
        assertThat(read(arn).secretString()).isEqualTo("sk-ü");
        assertThat(read(arn.substring(0, arn.length() - 7)).secretString()).isEqualTo("sk-ü");
    }

    @Test
    void readsAVersionByItsIdOrItsStage() {
        String first = read("rag-service/openai").versionId();
        String second = secretsManager.put("rag-service/openai", "new");

        assertThat(client.getSecretValue(r -> r.secretId("rag-service/openai").versionStage("AWSPREVIOUS"))
                        .secretString())
                .isEqualTo("sk-ü");
        assertThat(client.getSecretValue(r -> r.secretId("rag-service/openai").versionId(first))
                        .secretString())
                .isEqualTo("sk-ü");
        assertThat(read("rag-service/openai").versionId()).isEqualTo(second);
    }

    @Test
    void describesASecretWithoutItsValue() {
        String first = read("rag-service/openai").versionId();
        String second = secretsManager.put("rag-service/openai", "new");

        DescribeSecretResponse secret = client.describeSecret(r -> r.secretId("rag-service/openai"));
        assertThat(secret.versionIdsToStages())
                .isEqualTo(Map.of(first, List.of("AWSPREVIOUS"), second, List.of("AWSCURRENT")));
        assertThat(secret.createdDate()).isEqualTo(now);
        assertThat(secret.lastAccessedDate()).isEqualTo(now.truncatedTo(ChronoUnit.DAYS));
        assertThat(secret.deletedDate()).isNull();
    }

    @Test
    void listsVersionsAndDeprecatedOnesOnlyWhenAsked() {
        secretsManager.put("rag-service/openai", "2");
        secretsManager.put("rag-service/openai", "3");

        assertThat(client.listSecretVersionIds(r -> r.secretId("rag-service/openai"))
                        .versions())
                .flatExtracting(SecretVersionsListEntry::versionStages)
                .containsExactly("AWSPREVIOUS", "AWSCURRENT");
        assertThat(client.listSecretVersionIds(
                                r -> r.secretId("rag-service/openai").includeDeprecated(true))
                        .versions())
                .hasSize(3);
    }

    @Test
    void listsSecretsInPages() {
        ListSecretsResponse first = client.listSecrets(r -> r.maxResults(1));
        assertThat(first.secretList()).extracting(SecretListEntry::name).containsExactly("rag-service/openai");
        ListSecretsResponse second = client.listSecrets(r -> r.maxResults(1).nextToken(first.nextToken()));
        assertThat(second.secretList()).extracting(SecretListEntry::name).containsExactly("rag-service/key");
        assertThat(second.nextToken()).isNull();
    }

    @Test
    void listsWhatFiltersLetThrough() {
        client.createSecret(r -> r.name("other").description("Of the database").secretString("x"));
        assertThat(listed(FilterNameStringType.NAME, "rag-service/"))
                .containsExactly("rag-service/openai", "rag-service/key");
        assertThat(listed(FilterNameStringType.NAME, "!rag-service/")).containsExactly("other");
        assertThat(listed(FilterNameStringType.NAME, "Rag")).isEmpty();
        assertThat(listed(FilterNameStringType.DESCRIPTION, "of the")).containsExactly("other");
        assertThat(listed(FilterNameStringType.ALL, "OTHER", "rag-service/k"))
                .containsExactly("rag-service/key", "other");
    }

    private List<String> listed(FilterNameStringType key, String... values) {
        return client.listSecrets(r -> r.filters(SdkClient.filter(key, values))).secretList().stream()
                .map(SecretListEntry::name)
                .toList();
    }

    private GetSecretValueResponse read(String id) {
        return client.getSecretValue(r -> r.secretId(id));
    }
}
