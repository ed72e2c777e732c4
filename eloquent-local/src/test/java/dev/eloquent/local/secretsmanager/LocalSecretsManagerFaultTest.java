package dev.eloquent.local.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.local.Fault;
import dev.eloquent.local.HttpCalls;
import dev.eloquent.local.ReceivedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InternalServiceErrorException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** What goes wrong on demand, what is counted, and what is never told. */
final class LocalSecretsManagerFaultTest {
    private static final String SECRET = "sk-never-to-be-seen";

    private final LocalSecretsManager secretsManager =
            LocalSecretsManager.region("eu-central-1").secret("db", SECRET).start();
    private final SecretsManagerClient once = SdkClient.of(secretsManager);
    private final SecretsManagerClient client = SdkClient.of(secretsManager, 3);

    @AfterEach
    void close() {
        once.close();
        client.close();
        secretsManager.close();
    }

    @Test
    void throttlesAsAwsDoesAndTheSdkTriesAgain() {
        secretsManager.faults().next(2, LocalSecretsManager.throttled());
        assertThat(read(client)).isEqualTo(SECRET);
        assertThat(secretsManager.calls("GetSecretValue")).isEqualTo(3);

        secretsManager.faults().next(1, LocalSecretsManager.throttled());
        assertThatThrownBy(() -> read(once))
                .isInstanceOfSatisfying(SecretsManagerException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(400);
                    assertThat(e.isThrottlingException()).isTrue();
                })
                .hasMessageContaining("Rate exceeded");
    }

    @Test
    void failsAsAwsDoes() {
        secretsManager.faults().next(1, Fault.status(500));
        assertThatThrownBy(() -> read(once))
                .isInstanceOfSatisfying(
                        InternalServiceErrorException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(500))
                .hasMessageContaining("scripted fault: status 500");
    }

    @Test
    void failsOneOperationAndNotTheOthers() {
        secretsManager.faults().on("/BatchGetSecretValue").always(LocalSecretsManager.throttled());
        assertThatThrownBy(() -> once.batchGetSecretValue(r -> r.secretIdList("db")))
                .hasMessageContaining("Rate exceeded");
        assertThat(read(once)).isEqualTo(SECRET);
        assertThat(secretsManager.requests().latest())
                .extracting(ReceivedRequest::path)
                .containsExactly("/BatchGetSecretValue", "/GetSecretValue");
    }

    @Test
    void cutsAnswersOffAndSaysNonsense() {
        for (Fault fault : List.of(Fault.truncate(), Fault.garbage(), Fault.notHttp(), Fault.reset(), Fault.close())) {
            secretsManager.faults().always(fault);
            assertThatThrownBy(() -> read(once)).as("%s", fault).isInstanceOfAny(SdkClientException.class);
        }
        secretsManager.faults().clear();
        assertThat(read(once)).isEqualTo(SECRET);
    }

    @Test
    void countsCallsByOperation() {
        read(once);
        read(once);
        once.describeSecret(r -> r.secretId("db"));
        assertThatThrownBy(() -> once.getSecretValue(r -> r.secretId("other"))).isNotNull();
        assertThatThrownBy(() -> once.getRandomPassword(r -> {})).isNotNull();
        assertThat(secretsManager.calls()).isEqualTo(Map.of("GetSecretValue", 3L, "DescribeSecret", 1L));
        assertThat(secretsManager.calls("BatchGetSecretValue")).isZero();
        assertThat(secretsManager.requests().total()).isEqualTo(5);
    }

    @Test
    void tellsAValueToNobodyButItsReaders() throws Exception {
        secretsManager.put("db", SECRET + "2");
        Rotation rotation = secretsManager.rotate("db", SECRET + "3");
        assertThatThrownBy(() -> once.putSecretValue(
                        r -> r.secretId("db").secretString(SECRET).clientRequestToken(rotation.versionId())))
                .message()
                .doesNotContain(SECRET);
        HttpCalls control = new HttpCalls(secretsManager.endpoint(), "Accept", "*/*");
        assertThat(List.of(
                        secretsManager.toString(),
                        rotation.toString(),
                        SecretValue.of(SECRET).toString(),
                        new SecretVersion("1", Instant.EPOCH, Optional.of(SecretValue.of(SECRET))).toString(),
                        secretsManager.requests().toString(),
                        control.get("/_local/requests"),
                        control.get("/_local/faults")))
                .noneMatch(text -> text.contains(SECRET));
    }

    /** Neither its name nor a piece of what was sent comes back. */
    @Test
    void quotesNothingOfABodyThatItCannotRead() throws Exception {
        for (String body : List.of(
                "{\"SecretString\":\"" + SECRET,
                "{\"SecretId\":\"db\",\"SecretBinary\":\"" + SECRET + "\"}",
                "{\"SecretId\":\"db\",\"SecretString\":[\"" + SECRET + "\"]}")) {
            assertThat(SignedCalls.to(secretsManager).call("PutSecretValue", body))
                    .startsWith("400 {\"__type\":\"SerializationException\"")
                    .doesNotContain("never-to-be-seen");
        }
    }

    private static String read(SecretsManagerClient client) {
        return client.getSecretValue(r -> r.secretId("db")).secretString();
    }
}
