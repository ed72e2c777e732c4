package dev.eloquent.local.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** Versions and their stages. */
final class LocalSecretsManagerWriteTest {
    private static final String TOKEN = "00000000-0000-0000-0000-000000000001";

    private final LocalSecretsManager secretsManager =
            LocalSecretsManager.region("eu-central-1").secret("db", "1").start();
    private final SecretsManagerClient client = SdkClient.of(secretsManager);
    private final String first = client.getSecretValue(r -> r.secretId("db")).versionId();

    @AfterEach
    void close() {
        client.close();
        secretsManager.close();
    }

    @Test
    void aFirstVersionHasNoPrevious() {
        assertThat(stages()).isEqualTo(Map.of(first, List.of("AWSCURRENT")));
    }

    @Test
    void aNewValueBecomesCurrentAndTheOldOnePrevious() {
        PutSecretValueResponse put =
                client.putSecretValue(r -> r.secretId("db").secretString("2").clientRequestToken(TOKEN));
        assertThat(put.versionId()).isEqualTo(TOKEN);
        assertThat(put.versionStages()).containsExactly("AWSCURRENT");
        assertThat(value()).isEqualTo("2");
        assertThat(stages()).isEqualTo(Map.of(first, List.of("AWSPREVIOUS"), TOKEN, List.of("AWSCURRENT")));
    }

    @Test
    void theSameTokenAndValueAgainChangeNothing() {
        client.putSecretValue(r -> r.secretId("db").secretString("2").clientRequestToken(TOKEN));
        secretsManager.put("db", "3");
        client.putSecretValue(r -> r.secretId("db").secretString("2").clientRequestToken(TOKEN));
        assertThat(value()).isEqualTo("3");
    }

    @Test
    void theSameTokenWithAnotherValueIsRefused() {
        client.putSecretValue(r -> r.secretId("db").secretString("2").clientRequestToken(TOKEN));
        assertThatThrownBy(() -> client.putSecretValue(
                        r -> r.secretId("db").secretString("3").clientRequestToken(TOKEN)))
                .isInstanceOf(ResourceExistsException.class)
                .hasMessageContaining("You can't use ClientRequestToken " + TOKEN
                        + " because that value is already in use for a version of secret "
                        + secretsManager.arn("db") + ".");
        assertThat(value()).isEqualTo("2");
    }

    @Test
    void aPendingVersionLeavesTheCurrentOne() {
        client.putSecretValue(r ->
                r.secretId("db").secretString("2").versionStages("AWSPENDING").clientRequestToken(TOKEN));
        assertThat(value()).isEqualTo("1");
        assertThat(stages()).isEqualTo(Map.of(first, List.of("AWSCURRENT"), TOKEN, List.of("AWSPENDING")));
    }

    @Test
    void aStageOfOnesOwnMovesFromVersionToVersion() {
        client.putSecretValue(r -> r.secretId("db").secretString("2").versionStages("BLUE"));
        client.putSecretValue(
                r -> r.secretId("db").secretString("3").versionStages("BLUE").clientRequestToken(TOKEN));
        assertThat(stages()).isEqualTo(Map.of(first, List.of("AWSCURRENT"), TOKEN, List.of("BLUE")));

        client.updateSecretVersionStage(
                r -> r.secretId("db").versionStage("BLUE").removeFromVersionId(TOKEN));
        assertThat(stages()).isEqualTo(Map.of(first, List.of("AWSCURRENT")));
    }

    @Test
    void movingCurrentMovesPreviousByItself() {
        String second = secretsManager.put("db", "2");
        client.updateSecretVersionStage(r -> r.secretId("db")
                .versionStage("AWSCURRENT")
                .moveToVersionId(first)
                .removeFromVersionId(second));
        assertThat(value()).isEqualTo("1");
        assertThat(stages()).isEqualTo(Map.of(first, List.of("AWSCURRENT"), second, List.of("AWSPREVIOUS")));
    }

    @Test
    void whoMovesAStageHasToSayWhereItIs() {
        String second = secretsManager.put("db", "2");
        assertThatThrownBy(() -> client.updateSecretVersionStage(
                        r -> r.secretId("db").versionStage("AWSCURRENT").moveToVersionId(first)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is"
                        + " currently attached to version " + second);
        assertThatThrownBy(() -> client.updateSecretVersionStage(r -> r.secretId("db")
                        .versionStage("AWSCURRENT")
                        .moveToVersionId(first)
                        .removeFromVersionId(first)))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> client.updateSecretVersionStage(
                        r -> r.secretId("db").versionStage("AWSCURRENT").removeFromVersionId(second)))
                .hasMessageContaining("can't be completely removed");
        assertThat(value()).isEqualTo("2");
    }

    @Test
    void createsAndUpdates() {
        String version = client.createSecret(r -> r.name("new").secretBinary(SdkBytes.fromUtf8String("b")))
                .versionId();
        client.updateSecret(r -> r.secretId("new").secretString("s").description("text"));
        assertThat(client.getSecretValue(r -> r.secretId("new").versionId(version))
                        .secretBinary()
                        .asUtf8String())
                .isEqualTo("b");
        assertThat(client.getSecretValue(r -> r.secretId("new")).secretString()).isEqualTo("s");
        assertThat(client.describeSecret(r -> r.secretId("new")).description()).isEqualTo("text");
    }

    @Test
    void createsTwiceOnlyWithTheSameTokenAndValue() {
        client.createSecret(r -> r.name("new").secretString("x").clientRequestToken(TOKEN));
        assertThat(client.createSecret(r -> r.name("new").secretString("x").clientRequestToken(TOKEN))
                        .arn())
                .isEqualTo(secretsManager.arn("new"));
        assertThatThrownBy(() -> client.createSecret(r -> r.name("new").secretString("x")))
                .isInstanceOf(ResourceExistsException.class)
                .hasMessageContaining("The operation failed because the secret new already exists.");
    }

    @Test
    void takesAsManyBytesAsAwsAndNotOneMore() {
        client.putSecretValue(r -> r.secretId("db").secretString("x".repeat(65_536)));
        assertThat(value()).hasSize(65_536);
        assertThatThrownBy(() -> client.putSecretValue(r -> r.secretId("db").secretString("ü".repeat(32_769))))
                .isInstanceOfSatisfying(
                        SecretsManagerException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException"))
                .hasMessageContaining(
                        "'secretString' failed to satisfy constraint: Member must have length less than or"
                                + " equal to 65536");
    }

    @Test
    void refusesWhatIsNoValueOrNoToken() {
        assertThatThrownBy(() -> client.putSecretValue(r -> r.secretId("db")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("You must provide either SecretString or SecretBinary.");
        assertThatThrownBy(() -> client.putSecretValue(
                        r -> r.secretId("db").secretString("2").secretBinary(SdkBytes.fromUtf8String("2"))))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> client.putSecretValue(
                        r -> r.secretId("db").secretString("2").clientRequestToken("short")))
                .hasMessageContaining("ClientRequestToken must be 32-64 characters long.");
    }

    @Test
    void forgetsTheOldestVersionsWithoutAStage() {
        for (int i = 0; i < 120; i++) {
            client.putSecretValue(r -> r.secretId("db")
                    .secretString("x")
                    .clientRequestToken(UUID.randomUUID().toString()));
        }
        assertThat(client.listSecretVersionIds(r -> r.secretId("db").includeDeprecated(true))
                        .versions())
                .hasSize(100);
    }

    @Test
    void namesWhatATestGotWrong() {
        assertThatThrownBy(() -> secretsManager.put("other", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no secret \"other\": create it first");
        assertThatThrownBy(() -> secretsManager.create("db", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is a secret \"db\" already: use put, or delete it first");
        assertThatThrownBy(() -> secretsManager.create("a b", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the name of a secret must be 1 to 512 letters, digits and /_+=.@!-, was \"a b\"; the secret"
                                + " \"a b\" must have 1 to 65536 bytes, had 0");
    }

    private String value() {
        return client.getSecretValue(r -> r.secretId("db")).secretString();
    }

    private Map<String, List<String>> stages() {
        return client.describeSecret(r -> r.secretId("db")).versionIdsToStages();
    }
}
