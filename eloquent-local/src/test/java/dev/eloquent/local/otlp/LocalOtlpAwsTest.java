package dev.eloquent.local.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.local.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signatures of AWS's own signer, right and wrong. */
final class LocalOtlpAwsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final AwsCredentialsIdentity LOCAL = AwsCredentialsIdentity.create("local", "local");
    private static final String MISMATCH = "The request signature we calculated does not match the signature you"
            + " provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.";

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final LocalOtlp otlp = LocalOtlp.aws("eu-central-1").clock(now::get).start();
    private final byte[] spans = spansOf(NOON);

    @AfterEach
    void close() {
        otlp.close();
    }

    @Test
    void takesEachSignalSignedForItsService() throws Exception {
        assertThat(post("/v1/traces", signed("xray", "/v1/traces", spans), spans))
                .startsWith("HTTP/1.1 200 ")
                .contains("\r\nDate: Thu, 01 Jan 2026 12:00:00 GMT\r\n")
                .containsPattern("\r\nx-amzn-RequestId: [0-9a-f-]{36}\r\n");
        byte[] none = new byte[0];
        assertThat(post("/v1/metrics", signed("monitoring", "/v1/metrics", none), none))
                .startsWith("HTTP/1.1 200 ");
        assertThat(post("/v1/logs", signed("logs", "/v1/logs", none), none)).startsWith("HTTP/1.1 200 ");
        assertThat(otlp.spans()).hasSize(1);
    }

    @Test
    void signsTheBytesAsTheyAreSent() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(spans);
        }
        String gzip = "Content-Encoding: gzip\r\n";
        String beforeItWasPacked = signed("xray", "/v1/traces", spans) + gzip;
        assertRefused(beforeItWasPacked, packed.toByteArray(), "InvalidSignatureException", MISMATCH);
        String right = signed("xray", "/v1/traces", packed.toByteArray()) + gzip;
        assertThat(post("/v1/traces", right, packed.toByteArray())).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void signsTheQueryToo() throws Exception {
        String target = "/v1/traces?b=2&a=x%20y&flag=";
        String head = signed("xray", target, spans);
        assertThat(post(target, head, spans)).startsWith("HTTP/1.1 200 ");
        assertThat(post(target.replace("b=2", "b=3"), head, spans)).contains(MISMATCH);
    }

    @Test
    void refusesWhatIsNotSigned() throws Exception {
        assertRefused("", spans, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    @Test
    void refusesAnotherSecret() throws Exception {
        AwsCredentialsIdentity wrong = AwsCredentialsIdentity.create("local", "other");
        assertRefused(
                signed(wrong, "xray", "eu-central-1", NOON, "/v1/traces", spans),
                spans,
                "InvalidSignatureException",
                MISMATCH);
    }

    @Test
    void refusesAnotherKey() throws Exception {
        AwsCredentialsIdentity unknown = AwsCredentialsIdentity.create("AKIAOTHER", "local");
        assertRefused(
                signed(unknown, "xray", "eu-central-1", NOON, "/v1/traces", spans),
                spans,
                "UnrecognizedClientException",
                "The security token included in the request is invalid.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "monitoring|eu-central-1|Credential should be scoped to correct service: 'xray'.",
                "xray|us-east-1|Credential should be scoped to a valid region, not 'us-east-1'.",
                "logs|us-east-1|Credential should be scoped to a valid region, not 'us-east-1'. Credential should be"
                        + " scoped to correct service: 'xray'."
            })
    void refusesAnotherScope(String service, String region, String message) throws Exception {
        assertRefused(
                signed(LOCAL, service, region, NOON, "/v1/traces", spans), spans, "InvalidSignatureException", message);
    }

    @ParameterizedTest
    @ValueSource(ints = {-300, 0, 300})
    void takesDatesWithinFiveMinutes(int seconds) throws Exception {
        String head = signed(LOCAL, "xray", "eu-central-1", NOON.plusSeconds(seconds), "/v1/traces", spans);
        assertThat(post("/v1/traces", head, spans)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-301|Signature expired: 20260101T115459Z is now earlier than 20260101T115500Z (20260101T120000Z - 5"
                        + " min.)",
                "301|Signature not yet current: 20260101T120501Z is still later than 20260101T120500Z"
                        + " (20260101T120000Z + 5 min.)"
            })
    void refusesOtherDates(int seconds, String message) throws Exception {
        assertRefused(
                signed(LOCAL, "xray", "eu-central-1", NOON.plusSeconds(seconds), "/v1/traces", spans),
                spans,
                "InvalidSignatureException",
                message);
    }

    @Test
    void refusesHeadersOfAwsThatAreNotSigned() throws Exception {
        assertRefused(
                signed("xray", "/v1/traces", spans) + "X-Amz-Security-Token: x\r\n",
                spans,
                "InvalidSignatureException",
                "There were headers present in the request which were not signed: x-amz-security-token");
    }

    @Test
    void wantsTheTokenOfTemporaryCredentials() throws Exception {
        try (LocalOtlp temporary = LocalOtlp.aws("eu-central-1")
                .credentials("ASIA1", "secret")
                .sessionToken("token")
                .clock(now::get)
                .start()) {
            AwsCredentialsIdentity right = AwsSessionCredentialsIdentity.create("ASIA1", "secret", "token");
            AwsCredentialsIdentity other = AwsSessionCredentialsIdentity.create("ASIA1", "secret", "other");
            AwsCredentialsIdentity none = AwsCredentialsIdentity.create("ASIA1", "secret");
            assertThat(send(temporary, right)).startsWith("HTTP/1.1 200 ");
            assertThat(send(temporary, other)).contains("UnrecognizedClientException");
            assertThat(send(temporary, none)).contains("UnrecognizedClientException");
        }
    }

    @Test
    void refusesTracesOfAnAccountWithoutTransactionSearch() throws Exception {
        otlp.transactionSearch(false);
        String head = signed("xray", "/v1/traces", spans);
        assertThat(post("/v1/traces", head, spans))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("The OTLP API is supported with CloudWatch Logs as a Trace Segment Destination.");
        otlp.transactionSearch(true);
        assertThat(post("/v1/traces", head, spans)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void refusesSpansOfOtherDaysAndSpansThatAreTooLarge() throws Exception {
        assertSpanRefused(spansOf(NOON.minus(Duration.ofDays(15))), "was of 2025-12-17T12:00:00Z");
        assertSpanRefused(spansOf(NOON.plus(Duration.ofHours(3))), "was of 2026-01-01T15:00:00Z");
        assertSpanRefused(
                spansOf(NOON, NOON.minus(Duration.ofHours(25))),
                "were from 2025-12-31T11:00:00Z to 2026-01-01T12:00:00Z: send them apart");
        byte[] large = new ProtoWriter()
                .bytes(1, "0123456789abcdef".getBytes(StandardCharsets.US_ASCII))
                .bytes(2, "01234567".getBytes(StandardCharsets.US_ASCII))
                .fixed64(7, NOON.getEpochSecond() * 1_000_000_000L)
                .text(5, "x".repeat(200_000))
                .bytes();
        assertSpanRefused(LocalOtlpWireTest.request(large), "a span must have at most 200000 bytes, had 200041");
        assertThat(otlp.spans()).isEmpty();
    }

    @Test
    void namesEverythingThatIsOutOfRange() {
        assertThatThrownBy(() -> LocalOtlp.aws("Frankfurt")
                        .credentials("a b", "")
                        .mostSpans(0)
                        .mostPoints(1_000_001)
                        .start(70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("otlp not started: region must be one of AWS such as eu-central-1, was \"Frankfurt\";"
                        + " the id of the access key must be 1 to 128 letters, digits and underscores, was \"a b\";"
                        + " the secret access key must not be empty; mostSpans must be from 1 to 1000000, was 0;"
                        + " mostPoints must be from 1 to 1000000, was 1000001; port must be from 0 to 65535, was"
                        + " 70000");
        assertThatThrownBy(() -> LocalOtlp.collector().credentials("a", "b").start())
                .hasMessage("otlp not started: a collector asks for no signature: leave the credentials out, or use"
                        + " LocalOtlp.aws(region)");
        try (LocalOtlp collector = LocalOtlp.collector().start()) {
            assertThatThrownBy(() -> collector.transactionSearch(false))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a collector knows no Transaction Search: start this stand-in with"
                            + " LocalOtlp.aws(region)");
        }
    }

    private void assertSpanRefused(byte[] body, String message) throws Exception {
        assertThat(post("/v1/traces", signed("xray", "/v1/traces", body), body))
                .startsWith("HTTP/1.1 400 ")
                .endsWith(message);
    }

    private void assertRefused(String head, byte[] body, String type, String message) throws Exception {
        assertThat(post("/v1/traces", head, body))
                .startsWith("HTTP/1.1 403 ")
                .contains("\r\nx-amzn-ErrorType: " + type + "\r\n")
                .endsWith(message);
        assertThat(otlp.spans()).isEmpty();
    }

    private String send(LocalOtlp to, AwsCredentialsIdentity identity) throws Exception {
        return exchange(
                to, "/v1/traces", signed(to, identity, "xray", "eu-central-1", NOON, "/v1/traces", spans), spans);
    }

    private String post(String target, String head, byte[] body) throws Exception {
        return exchange(otlp, target, head, body);
    }

    private static String exchange(LocalOtlp to, String target, String head, byte[] body) throws Exception {
        try (RawClient client = RawClient.to(to.endpoint())) {
            String host = head.contains("Host: ") ? "" : "Host: local\r\n";
            return client.send("POST " + target + " HTTP/1.1\r\n" + host + head
                            + (head.contains("Content-Type") ? "" : "Content-Type: application/x-protobuf\r\n")
                            + "Connection: close\r\nContent-Length: " + body.length + "\r\n\r\n"
                            + new String(body, StandardCharsets.ISO_8859_1))
                    .readToEnd();
        }
    }

    private String signed(String service, String target, byte[] body) {
        return signed(LOCAL, service, "eu-central-1", NOON, target, body);
    }

    private String signed(
            AwsCredentialsIdentity identity, String service, String region, Instant at, String target, byte[] body) {
        return signed(otlp, identity, service, region, at, target, body);
    }

    /** The headers that AWS's signer wants sent. */
    private static String signed(
            LocalOtlp to,
            AwsCredentialsIdentity identity,
            String service,
            String region,
            Instant at,
            String target,
            byte[] body) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .uri(URI.create(to.endpoint() + target))
                .method(SdkHttpMethod.POST)
                .putHeader("Content-Type", "application/x-protobuf")
                .build();
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(r -> r.identity(identity)
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)))
                .request();
        StringBuilder head = new StringBuilder();
        signed.headers()
                .forEach((name, values) ->
                        head.append(name).append(": ").append(values.get(0)).append("\r\n"));
        return head.toString();
    }

    private static byte[] spansOf(Instant... starts) {
        ProtoWriter spans = new ProtoWriter();
        for (Instant start : starts) {
            byte[] span = new ProtoWriter()
                    .bytes(1, "0123456789abcdef".getBytes(StandardCharsets.US_ASCII))
                    .bytes(2, "01234567".getBytes(StandardCharsets.US_ASCII))
                    .fixed64(7, start.getEpochSecond() * 1_000_000_000L)
                    .bytes();
            spans.bytes(2, span);
        }
        byte[] resource = new ProtoWriter().bytes(2, spans.bytes()).bytes();
        return new ProtoWriter().bytes(1, resource).bytes();
    }
}
