package dev.eloquent.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.local.RawClient;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/** Who signs, with what, and by which clock. */
final class LocalCloudWatchSignatureTest {
    /** A map of one: {"Namespace": "shop"} and so on would do as well; it is refused, but for its contents. */
    private static final byte[] SENT = RawPut.hex("a1 69 4e616d657370616365 64 73686f70");

    private static final byte[] SIGNED = RawPut.hex("a1 69 4e616d657370616365 64 73686f71");

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final LocalCloudWatch cloudWatch = LocalCloudWatch.region("eu-central-1")
            .clock(() -> Instant.now().plus(ahead.get()))
            .start();

    @AfterEach
    void close() {
        cloudWatch.close();
        SdkGlobalTime.setGlobalTimeOffset(0);
    }

    @Test
    void refusesAnotherSecret() {
        refuses(
                AwsBasicCredentials.create("local", "another"),
                Region.EU_CENTRAL_1,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match");
    }

    @Test
    void refusesAnotherKey() {
        refuses(
                AwsBasicCredentials.create("another", "local"),
                Region.EU_CENTRAL_1,
                "InvalidClientTokenId",
                "The security token included in the request is invalid.");
    }

    @Test
    void refusesAnotherRegion() {
        refuses(
                AwsBasicCredentials.create("local", "local"),
                Region.EU_WEST_1,
                "SignatureDoesNotMatch",
                "Credential should be scoped to a valid region, not 'eu-west-1'.");
    }

    @Test
    void wantsTheSessionTokenOfARole() {
        try (LocalCloudWatch ofRole = LocalCloudWatch.region("eu-central-1")
                        .credentials("ASIA", "secret", "token")
                        .start();
                CloudWatchClient right = SdkClient.of(
                        ofRole, AwsSessionCredentials.create("ASIA", "secret", "token"), Region.EU_CENTRAL_1);
                CloudWatchClient old = SdkClient.of(
                        ofRole, AwsSessionCredentials.create("ASIA", "secret", "old"), Region.EU_CENTRAL_1)) {
            put(right);
            assertThat(ofRole.data()).hasSize(1);
            assertThatThrownBy(() -> put(old))
                    .hasMessageContaining("The security token included in the request is invalid.");
            assertThat(ofRole.toString()).doesNotContain("secret").doesNotContain("token");
        }
    }

    @Test
    void refusesABodyThatWasChangedOnItsWay() throws Exception {
        String honest = new RawPut(cloudWatch, SENT).answer();
        assertThat(honest).startsWith("HTTP/1.1 400 ").contains("x-amzn-query-error: MissingParameter;Sender");
        String changed = new RawPut(cloudWatch, SENT).signedFor(SIGNED).answer();
        assertThat(changed)
                .startsWith("HTTP/1.1 403 ")
                .contains("x-amzn-query-error: SignatureDoesNotMatch;Sender")
                .contains("com.amazonaws.cloudwatch#SignatureDoesNotMatch");
        assertThat(new RawPut(cloudWatch, SENT).secret("wrong").answer())
                .contains("x-amzn-query-error: SignatureDoesNotMatch;Sender");
    }

    @Test
    void refusesWhatIsNotSigned() throws Exception {
        try (RawClient client = RawClient.to(cloudWatch.endpoint())) {
            assertThat(client.send(String.join(
                                    "\r\n",
                                    "POST /service/GraniteServiceVersion20100801/operation/PutMetricData HTTP/1.1",
                                    "Host: local",
                                    "smithy-protocol: rpc-v2-cbor",
                                    "Connection: close",
                                    "Content-Length: 0",
                                    "",
                                    ""))
                            .readToEnd())
                    .startsWith("HTTP/1.1 403 ")
                    .contains("x-amzn-query-error: MissingAuthenticationToken;Sender", "smithy-protocol: rpc-v2-cbor");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-10, 10})
    void letsTheSdkMendItsClock(int minutes) {
        ahead.set(Duration.ofMinutes(minutes));
        try (CloudWatchClient client = SdkClient.of(cloudWatch, 2)) {
            put(client);
            assertThat(cloudWatch.requests().answered(403)).isEqualTo(1);
            put(client);
            assertThat(cloudWatch.calls("PutMetricData")).isEqualTo(3);
            assertThat(cloudWatch.data()).hasSize(2);
        }
    }

    @Test
    void tellsTheSdkWhyItsFirstCallFailedIfItDoesNotTryAgain() {
        ahead.set(Duration.ofMinutes(10));
        try (CloudWatchClient client = SdkClient.of(cloudWatch)) {
            assertThatThrownBy(() -> put(client))
                    .isInstanceOf(CloudWatchException.class)
                    .hasMessageContaining("Signature expired: ");
        }
    }

    private void refuses(AwsCredentials credentials, Region region, String code, String message) {
        try (CloudWatchClient client = SdkClient.of(cloudWatch, credentials, region)) {
            assertThatThrownBy(() -> put(client)).isInstanceOfSatisfying(CloudWatchException.class, e -> {
                assertThat(e.statusCode()).isEqualTo(403);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                assertThat(e.awsErrorDetails().errorMessage()).startsWith(message);
            });
        }
        assertThat(cloudWatch.data()).isEmpty();
    }

    private static void put(CloudWatchClient client) {
        client.putMetricData(r -> r.namespace("shop")
                .metricData(MetricDatum.builder().metricName("m").value(1.0).build()));
    }
}
