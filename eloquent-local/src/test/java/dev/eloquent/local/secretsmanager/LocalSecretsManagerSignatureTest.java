package dev.eloquent.local.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.local.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** Who signs, and by which clock. */
final class LocalSecretsManagerSignatureTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.9Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final LocalSecretsManager secretsManager = LocalSecretsManager.region("eu-central-1")
            .secret("db", "1")
            .clock(now::get)
            .start();

    @AfterEach
    void close() {
        secretsManager.close();
    }

    @Test
    void refusesWhatIsNotSigned() throws Exception {
        assertThat(ask("", "20260101T120000Z"))
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .contains(
                        "\r\nContent-Type: application/x-amz-json-1.1\r\n",
                        "\r\nDate: Thu, 01 Jan 2026 12:00:00 GMT\r\n")
                .containsPattern("\r\nx-amzn-RequestId: [0-9a-f-]{36}\r\n")
                .endsWith("\r\n\r\n{\"__type\":\"MissingAuthenticationTokenException\","
                        + "\"Message\":\"Missing Authentication Token\"}");
        assertThat(ask("Basic bG9jYWw6bG9jYWw=", "20260101T120000Z")).contains("MissingAuthenticationTokenException");
        assertThat(ask("AWS4-HMAC-SHA256 Credential=local/20260101/eu-central-1/secretsmanager/aws4_request", ""))
                .contains("\"IncompleteSignatureException\"", "'Signature'", "'SignedHeaders'", "'X-Amz-Date'")
                .doesNotContain("'Credential'");
        assertThat(ask(signed("20260101"), "today")).contains("\"IncompleteSignatureException\"", "Got 'today'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20260101T115500Z", "20260101T120000Z", "20260101T120500Z"})
    void takesDatesWithinFiveMinutes(String date) throws Exception {
        assertThat(ask(signed("20260101"), date)).contains("\"SecretString\":\"1\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "20260101T115459Z|Signature expired: 20260101T115459Z is now earlier than 20260101T115500Z"
                        + " (20260101T120000Z - 5 min.)",
                "20260101T120501Z|Signature not yet current: 20260101T120501Z is still later than 20260101T120500Z"
                        + " (20260101T120000Z + 5 min.)",
                "20260102T120000Z|Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
                        + " HTTP: '20260101' != '20260102', from '20260102T120000Z'."
            })
    void refusesOtherDatesAndSaysByWhichClock(String date, String message) throws Exception {
        assertThat(ask(signed("20260101"), date))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("{\"__type\":\"InvalidSignatureException\",\"Message\":\"" + message + "\"}");
    }

    @ParameterizedTest
    @ValueSource(ints = {-60, 60})
    void letsTheSdkMendItsClock(int minutes) {
        now.set(Instant.now().plus(Duration.ofMinutes(minutes)));
        try (SecretsManagerClient client = SdkClient.of(secretsManager, 2)) {
            assertThat(read(client)).isEqualTo("1");
            assertThat(secretsManager.requests().answered(400)).isEqualTo(1);
            assertThat(read(client)).isEqualTo("1");
            assertThat(secretsManager.calls("GetSecretValue")).isEqualTo(3);
        }
    }

    @Test
    void tellsTheSdkWhyItsFirstCallFailedIfItDoesNotTryAgain() {
        now.set(Instant.now().plus(Duration.ofHours(1)));
        try (SecretsManagerClient client = SdkClient.of(secretsManager)) {
            assertThatThrownBy(() -> read(client))
                    .isInstanceOfSatisfying(
                            SecretsManagerException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidSignatureException"))
                    .hasMessageContaining("Signature expired: ");
            assertThat(read(client)).isEqualTo("1");
        }
    }

    private static String read(SecretsManagerClient client) {
        return client.getSecretValue(r -> r.secretId("db")).secretString();
    }

    private static String signed(String date) {
        return "AWS4-HMAC-SHA256 Credential=local/" + date
                + "/eu-central-1/secretsmanager/aws4_request, SignedHeaders=host;x-amz-date, Signature=0";
    }

    private String ask(String authorization, String date) throws IOException {
        String body = "{\"SecretId\":\"db\"}";
        try (RawClient client = RawClient.to(secretsManager.endpoint())) {
            return client.send("POST / HTTP/1.1\r\nHost: local\r\nConnection: close\r\n"
                            + "Content-Type: application/x-amz-json-1.1\r\n"
                            + "X-Amz-Target: secretsmanager.GetSecretValue\r\n"
                            + (authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n")
                            + (date.isEmpty() ? "" : "X-Amz-Date: " + date + "\r\n")
                            + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                    .readToEnd();
        }
    }
}
