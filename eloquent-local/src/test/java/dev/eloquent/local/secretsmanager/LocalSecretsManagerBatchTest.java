package dev.eloquent.local.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

final class LocalSecretsManagerBatchTest {
    private static final String NOT_FOUND = "Secrets Manager can't find the specified secret.";

    private final LocalSecretsManager secretsManager = LocalSecretsManager.region("eu-central-1")
            .secret("a", "1")
            .secret("b", "2")
            .random(new Random(1))
            .start();
    private final SecretsManagerClient client = SdkClient.of(secretsManager);

    @AfterEach
    void close() {
        client.close();
        secretsManager.close();
    }

    @Test
    void readsSeveralByNameOrArn() {
        BatchGetSecretValueResponse batch = batch("a", secretsManager.arn("b"));
        assertThat(batch.secretValues())
                .extracting(SecretValueEntry::name, SecretValueEntry::secretString, SecretValueEntry::versionStages)
                .containsExactlyInAnyOrder(
                        tuple("a", "1", List.of("AWSCURRENT")), tuple("b", "2", List.of("AWSCURRENT")));
        assertThat(batch.errors()).isEmpty();
    }

    @Test
    void readsCurrentVersionsOnly() {
        secretsManager.rotate("a", "pending");
        assertThat(batch("a").secretValues())
                .extracting(SecretValueEntry::secretString)
                .containsExactly("1");
    }

    @Test
    void tellsWhatFailedBesideWhatDidNot() {
        secretsManager.create("locked", "x");
        secretsManager.create("gone", "x");
        secretsManager.deny("b");
        secretsManager.disableKey("locked");
        client.deleteSecret(r -> r.secretId("gone"));

        BatchGetSecretValueResponse batch = batch("a", "b", "locked", "gone", "missing");
        assertThat(batch.secretValues()).extracting(SecretValueEntry::name).containsExactly("a");
        assertThat(batch.errors())
                .extracting(APIErrorType::secretId, APIErrorType::errorCode, APIErrorType::message)
                .containsExactlyInAnyOrder(
                        tuple("b", "AccessDeniedException", denied(secretsManager.arn("b"))),
                        tuple(
                                "locked",
                                "DecryptionFailure",
                                "Secrets Manager can't decrypt the protected secret text using the provided KMS key."),
                        tuple(
                                "gone",
                                "InvalidRequestException",
                                "You can't perform this operation on the secret because it was marked for deletion."),
                        tuple("missing", "ResourceNotFoundException", NOT_FOUND));
        assertThat(secretsManager.requests().answered(200)).isEqualTo(2);
    }

    @Test
    void isRefusedAsAWhole() {
        secretsManager.denyBatch();
        assertThatThrownBy(() -> batch("a"))
                .isInstanceOfSatisfying(
                        SecretsManagerException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"))
                .hasMessageContaining("is not authorized to perform: secretsmanager:BatchGetSecretValue because no"
                        + " identity-based policy allows the secretsmanager:BatchGetSecretValue action");
        assertThat(client.getSecretValue(r -> r.secretId("a")).secretString()).isEqualTo("1");

        secretsManager.allowBatch();
        assertThat(batch("a").secretValues()).hasSize(1);
    }

    @Test
    void promisesNoOrder() {
        List<String> names = IntStream.range(0, 20).mapToObj(i -> "n" + i).toList();
        names.forEach(name -> secretsManager.create(name, name));
        assertThat(batch(names.toArray(String[]::new)).secretValues())
                .extracting(SecretValueEntry::name)
                .containsExactlyInAnyOrderElementsOf(names)
                .isNotEqualTo(names);
    }

    @Test
    void readsWhatFiltersLetThroughInPages() {
        secretsManager.create("other", "3");
        BatchGetSecretValueResponse first = client.batchGetSecretValue(
                r -> r.maxResults(1).filters(SdkClient.filter(FilterNameStringType.NAME, "a", "b")));
        BatchGetSecretValueResponse second = client.batchGetSecretValue(r -> r.maxResults(1)
                .nextToken(first.nextToken())
                .filters(SdkClient.filter(FilterNameStringType.NAME, "a", "b")));
        assertThat(first.secretValues()).extracting(SecretValueEntry::name).containsExactly("a");
        assertThat(second.secretValues()).extracting(SecretValueEntry::name).containsExactly("b");
        assertThat(second.nextToken()).isNull();
    }

    @Test
    void takesTwentyIdsOrFiltersAndNeverBoth() {
        String either = "Either 'SecretIdList' or 'Filters' must be provided, but not both.";
        assertThatThrownBy(() -> client.batchGetSecretValue(r -> {}))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining(either);
        assertThatThrownBy(() -> client.batchGetSecretValue(
                        r -> r.secretIdList("a").filters(SdkClient.filter(FilterNameStringType.NAME, "a"))))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining(either);
        assertThatThrownBy(() ->
                        client.batchGetSecretValue(r -> r.secretIdList("a").maxResults(1)))
                .hasMessageContaining("'MaxResults' can only be specified with 'Filters'.");

        String[] twenty = IntStream.range(0, 20).mapToObj(i -> "x" + i).toArray(String[]::new);
        assertThat(batch(twenty).errors()).hasSize(20);
        String[] more = IntStream.range(0, 21).mapToObj(i -> "x" + i).toArray(String[]::new);
        assertThatThrownBy(() -> batch(more))
                .hasMessageContaining(
                        "'secretIdList' failed to satisfy constraint: Member must have length less than or"
                                + " equal to 20");
        assertThatThrownBy(() -> client.batchGetSecretValue(
                        r -> r.maxResults(21).filters(SdkClient.filter(FilterNameStringType.NAME, "a"))))
                .hasMessageContaining("'maxResults' failed to satisfy constraint");
    }

    private BatchGetSecretValueResponse batch(String... ids) {
        return client.batchGetSecretValue(r -> r.secretIdList(ids));
    }

    private static String denied(String arn) {
        return "User: arn:aws:sts::111122223333:assumed-role/local/local is not authorized to perform:"
                + " secretsmanager:GetSecretValue on resource: " + arn
                + " because no identity-based policy allows the secretsmanager:GetSecretValue action";
    }
}
