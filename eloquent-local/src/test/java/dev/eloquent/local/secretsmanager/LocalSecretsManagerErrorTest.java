package dev.eloquent.local.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DecryptionFailureException;
import software.amazon.awssdk.services.secretsmanager.model.EncryptionFailureException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidNextTokenException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

final class LocalSecretsManagerErrorTest {
    private final LocalSecretsManager secretsManager =
            LocalSecretsManager.region("eu-central-1").secret("db", "1").start();
    private final SecretsManagerClient client = SdkClient.of(secretsManager);

    @AfterEach
    void close() {
        client.close();
        secretsManager.close();
    }

    @Test
    void doesNotFindWhatIsNotThere() {
        assertThatThrownBy(() -> read("other"))
                .isInstanceOfSatisfying(
                        ResourceNotFoundException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(400))
                .hasMessageContaining("Secrets Manager can't find the specified secret.");
        assertThatThrownBy(() -> read(secretsManager.arn("db").replace("eu-central-1", "eu-west-1")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    /** What AWS warns of: the name ends as an ARN does. */
    @Test
    void takesAPartialArnThatEndsAsAFullOneForAFullOne() {
        String arn = secretsManager.create("app-secret", "x");
        assertThat(client.getSecretValue(r -> r.secretId(arn)).secretString()).isEqualTo("x");
        assertThatThrownBy(() -> read(arn.substring(0, arn.length() - 7)))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void doesNotFindAStageOrAVersionThatIsNotThere() {
        assertThatThrownBy(() -> client.getSecretValue(r -> r.secretId("db").versionStage("AWSPREVIOUS")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining(
                        "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS");
        assertThatThrownBy(() -> client.getSecretValue(r -> r.secretId("db").versionId("v".repeat(32))))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Secrets Manager can't find the specified secret value for VersionId: vvv");
        String version = client.getSecretValue(r -> r.secretId("db")).versionId();
        assertThatThrownBy(() -> client.getSecretValue(
                        r -> r.secretId("db").versionId(version).versionStage("AWSPENDING")))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void deniesReadingOneSecretUntilItIsAllowed() {
        secretsManager.deny("db");
        assertThatThrownBy(() -> read("db")).isInstanceOfSatisfying(SecretsManagerException.class, e -> {
            assertThat(e.statusCode()).isEqualTo(400);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
            assertThat(e.awsErrorDetails().errorMessage())
                    .isEqualTo("User: arn:aws:sts::111122223333:assumed-role/local/local is not authorized to"
                            + " perform: secretsmanager:GetSecretValue on resource: "
                            + secretsManager.arn("db") + " because no identity-based policy allows the"
                            + " secretsmanager:GetSecretValue action");
        });
        assertThat(client.describeSecret(r -> r.secretId("db")).name()).isEqualTo("db");

        secretsManager.allow("db");
        read("db");
    }

    /** Or who may not read could find out what there is. */
    @Test
    void deniesBeforeItTellsWhetherASecretIsThere() {
        secretsManager.deny("other");
        assertThatThrownBy(() -> read("other")).hasMessageContaining("GetSecretValue on resource: other because");
    }

    @Test
    void neitherReadsNorWritesWithADisabledKey() {
        secretsManager.disableKey("db");
        assertThatThrownBy(() -> read("db"))
                .isInstanceOf(DecryptionFailureException.class)
                .hasMessageContaining(
                        "Secrets Manager can't decrypt the protected secret text using the provided KMS key.");
        assertThatThrownBy(() -> client.putSecretValue(r -> r.secretId("db").secretString("2")))
                .isInstanceOf(EncryptionFailureException.class);
        client.updateSecret(r -> r.secretId("db").description("needs no key"));

        secretsManager.enableKey("db");
        assertThat(client.getSecretValue(r -> r.secretId("db")).secretString()).isEqualTo("1");
    }

    @Test
    void refusesOperationsThatItDoesNotServe() {
        assertThatThrownBy(() -> client.getRandomPassword(r -> {}))
                .isInstanceOfSatisfying(
                        SecretsManagerException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnknownOperationException"))
                .hasMessageContaining("one of BatchGetSecretValue, CreateSecret, DeleteSecret");
    }

    @Test
    void refusesNamesAndPagesThatAreNone() {
        assertThatThrownBy(() -> client.createSecret(r -> r.name("a b").secretString("x")))
                .hasMessageContaining("Invalid name. Must be a valid name containing alphanumeric characters, or any of"
                        + " the following: -/_+=.@!");
        assertThatThrownBy(() -> client.listSecrets(r -> r.nextToken("?")))
                .isInstanceOf(InvalidNextTokenException.class);
        assertThatThrownBy(() -> client.listSecrets(r -> r.maxResults(101)))
                .hasMessageContaining("Member must have value less than or equal to 100");
    }

    private void read(String id) {
        client.getSecretValue(r -> r.secretId(id));
    }
}
