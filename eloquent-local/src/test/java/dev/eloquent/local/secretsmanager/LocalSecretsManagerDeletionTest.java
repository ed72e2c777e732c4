package dev.eloquent.local.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** Deletion with and without a way back, and secrets that are created again. */
final class LocalSecretsManagerDeletionTest {
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final AtomicReference<Instant> now = new AtomicReference<>(start);
    private final LocalSecretsManager secretsManager = LocalSecretsManager.region("eu-central-1")
            .secret("db", "1")
            .clock(now::get)
            .start();
    // Two attempts: after time has passed the client has to mend its clock.
    private final SecretsManagerClient client = SdkClient.of(secretsManager, 2);

    @AfterEach
    void close() {
        client.close();
        secretsManager.close();
    }

    @Test
    void readsNothingThatIsMarkedForDeletion() {
        assertThat(client.deleteSecret(r -> r.secretId("db").recoveryWindowInDays(7L))
                        .deletionDate())
                .isEqualTo(start.plus(Duration.ofDays(7)));
        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(
                        "You can't perform this operation on the secret because it was marked for deletion.");
        assertThatThrownBy(() -> client.putSecretValue(r -> r.secretId("db").secretString("2")))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> client.createSecret(r -> r.name("db").secretString("2")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("a secret with this name is already scheduled for deletion.");
        assertThatThrownBy(() -> secretsManager.put("db", "2"))
                .hasMessage("the secret \"db\" is marked for deletion: restore or delete it first");
    }

    @Test
    void describesAndListsItAsDeleted() {
        client.deleteSecret(r -> r.secretId("db"));
        assertThat(client.describeSecret(r -> r.secretId("db")).deletedDate())
                .isEqualTo(start.plus(Duration.ofDays(30)));
        assertThat(client.listSecrets(r -> {}).secretList()).isEmpty();
        assertThat(client.listSecrets(r -> r.includePlannedDeletion(true)).secretList())
                .hasSize(1);
    }

    @Test
    void restoresWithinTheWindow() {
        client.deleteSecret(r -> r.secretId("db").recoveryWindowInDays(7L));
        now.set(start.plus(Duration.ofDays(6)));
        assertThat(client.restoreSecret(r -> r.secretId("db")).arn()).isEqualTo(secretsManager.arn("db"));
        assertThat(read()).isEqualTo("1");
    }

    @Test
    void isGoneAfterTheWindow() {
        client.deleteSecret(r -> r.secretId("db").recoveryWindowInDays(7L));
        now.set(start.plus(Duration.ofDays(7)));
        assertThatThrownBy(() -> client.restoreSecret(r -> r.secretId("db")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThat(client.listSecrets(r -> r.includePlannedDeletion(true)).secretList())
                .isEmpty();
    }

    @Test
    void isGoneAtOnceWhenForced() {
        client.deleteSecret(r -> r.secretId("db").forceDeleteWithoutRecovery(true));
        assertThatThrownBy(this::read).isInstanceOf(ResourceNotFoundException.class);
        assertThat(client.deleteSecret(r -> r.secretId("db").forceDeleteWithoutRecovery(true))
                        .name())
                .isEqualTo("db");
    }

    @Test
    void refusesWindowsThatAwsRefuses() {
        assertThatThrownBy(() -> client.deleteSecret(r -> r.secretId("db").recoveryWindowInDays(6L)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        assertThatThrownBy(() -> client.deleteSecret(
                        r -> r.secretId("db").recoveryWindowInDays(7L).forceDeleteWithoutRecovery(true)))
                .isInstanceOf(InvalidParameterException.class);
        assertThat(read()).isEqualTo("1");
    }

    /** A client that keeps the ARN has lost it. */
    @Test
    void hasAnotherArnWhenItIsCreatedAgain() {
        String before = secretsManager.arn("db");
        secretsManager.delete("db");
        String after = secretsManager.create("db", "2");
        assertThat(after).isNotEqualTo(before).isEqualTo(secretsManager.arn("db"));
        assertThat(read()).isEqualTo("2");
        assertThatThrownBy(() -> client.getSecretValue(r -> r.secretId(before)))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThat(client.getSecretValue(r -> r.secretId(before.substring(0, before.length() - 7)))
                        .secretString())
                .isEqualTo("2");
    }

    private String read() {
        return client.getSecretValue(r -> r.secretId("db")).secretString();
    }
}
