package dev.eloquent.local.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretResponse;

/** From outside with {@code rotate}, and step by step over the wire as a rotation function does it. */
final class LocalSecretsManagerRotationTest {
    private static final String TOKEN = "00000000-0000-0000-0000-000000000001";
    private static final String FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:rotate";

    private final LocalSecretsManager secretsManager =
            LocalSecretsManager.region("eu-central-1").secret("db", "old").start();
    private final SecretsManagerClient client = SdkClient.of(secretsManager);
    private final String first = client.getSecretValue(r -> r.secretId("db")).versionId();

    @AfterEach
    void close() {
        client.close();
        secretsManager.close();
    }

    @Test
    void hasTheNewValuePendingAndTheOldOneCurrentUntilItIsFinished() {
        Rotation rotation = secretsManager.rotate("db", "new");
        assertThat(value("AWSCURRENT")).isEqualTo("old");
        assertThat(value("AWSPENDING")).isEqualTo("new");

        rotation.finish();
        assertThat(value("AWSCURRENT")).isEqualTo("new");
        assertThat(value("AWSPREVIOUS")).isEqualTo("old");
        assertThat(stages())
                .isEqualTo(Map.of(
                        first, List.of("AWSPREVIOUS"), rotation.versionId(), List.of("AWSCURRENT", "AWSPENDING")));
        assertThat(client.describeSecret(r -> r.secretId("db")).lastRotatedDate())
                .isNotNull();
    }

    @Test
    void leavesWhatIsPendingWhenAbandoned() {
        Rotation rotation = secretsManager.rotate("db", "new");
        rotation.abandon();
        assertThat(value("AWSCURRENT")).isEqualTo("old");
        assertThat(value("AWSPENDING")).isEqualTo("new");
        assertThatThrownBy(rotation::finish)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this rotation of \"db\" is over: begin another");
    }

    @Test
    void endsWhenAnotherOneTakesItsPlace() {
        Rotation rotation = secretsManager.rotate("db", "new");
        secretsManager.rotate("db", "newer").finish();
        assertThatThrownBy(rotation::finish)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("AWSPENDING of \"db\" is no longer on the version of this rotation: begin another");
        assertThat(value("AWSCURRENT")).isEqualTo("newer");
    }

    @Test
    void goesStepByStepOverTheWire() {
        assertThat(begin().versionId()).isEqualTo(TOKEN);
        // Before createSecret: the label is there, the value is not.
        assertThat(stages()).containsEntry(TOKEN, List.of("AWSPENDING"));
        assertThatThrownBy(() -> value("AWSPENDING"))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining(
                        "Secrets Manager can't find the specified secret value for staging label: AWSPENDING");

        client.putSecretValue(r ->
                r.secretId("db").secretString("new").versionStages("AWSPENDING").clientRequestToken(TOKEN));
        assertThat(value("AWSPENDING")).isEqualTo("new");
        assertThat(value("AWSCURRENT")).isEqualTo("old");

        client.updateSecretVersionStage(r -> r.secretId("db")
                .versionStage("AWSCURRENT")
                .moveToVersionId(TOKEN)
                .removeFromVersionId(first));
        assertThat(value("AWSCURRENT")).isEqualTo("new");
        assertThat(value("AWSPREVIOUS")).isEqualTo("old");
    }

    @Test
    void takesUpWhatRotateSecretHasBegun() {
        begin();
        Rotation rotation = secretsManager.rotate("db", "new");
        assertThat(rotation.versionId()).isEqualTo(TOKEN);
        rotation.finish();
        assertThat(value("AWSCURRENT")).isEqualTo("new");
    }

    @Test
    void beginsNoSecondOneBeforeTheFirstIsComplete() {
        begin();
        assertThatThrownBy(() -> client.rotateSecret(r -> r.secretId("db")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("A previous rotation isn't complete. That rotation will be reattempted.");
        secretsManager.rotate("db", "new").finish();
        client.rotateSecret(r -> r.secretId("db"));
        assertThat(client.describeSecret(r -> r.secretId("db")).rotationLambdaARN())
                .isEqualTo(FUNCTION);
    }

    @Test
    void needsAFunctionOnce() {
        assertThatThrownBy(() -> client.rotateSecret(r -> r.secretId("db")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("No Lambda rotation function ARN is associated with this secret.");
        client.rotateSecret(r -> r.secretId("db").rotationLambdaARN(FUNCTION).rotateImmediately(false));
        assertThat(client.describeSecret(r -> r.secretId("db")).rotationEnabled())
                .isTrue();
        assertThat(stages()).isEqualTo(Map.of(first, List.of("AWSCURRENT")));
    }

    private RotateSecretResponse begin() {
        return client.rotateSecret(
                r -> r.secretId("db").rotationLambdaARN(FUNCTION).clientRequestToken(TOKEN));
    }

    private String value(String stage) {
        return client.getSecretValue(r -> r.secretId("db").versionStage(stage)).secretString();
    }

    private Map<String, List<String>> stages() {
        return client.describeSecret(r -> r.secretId("db")).versionIdsToStages();
    }
}
