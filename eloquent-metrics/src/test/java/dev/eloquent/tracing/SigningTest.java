package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What is signed, how, and what is not sent at all. */
final class SigningTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String SECRET = "planted-secret-key";
    private static final StaticCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsSessionCredentials.create("AKID", SECRET, "planted-token"));
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Receiver receiver;

    SigningTest() throws IOException {
        receiver = new Receiver();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private TraceDestination xRay() {
        return TraceDestination.xRay("eu-central-1", receiver.address()).credentials(KEYS);
    }

    @Test
    void theBytesAsSentAreSigned() throws InterruptedException, GeneralSecurityException {
        try (Tracing tracing = Traced.to(xRay()).start()) {
            Traced.spans(tracing.openTelemetry(), 50);
            assertThat(tracing.flush(LONG).sent()).isEqualTo(50);
        }
        Receiver.Got got = receiver.all().get(0);
        assertThat(got.headers())
                .containsEntry("content-encoding", "gzip")
                .containsEntry("x-amz-security-token", "planted-token");
        RecomputedSignature.Scope scope = RecomputedSignature.check(got, SECRET);
        assertThat(scope.region()).isEqualTo("eu-central-1");
        assertThat(scope.service()).isEqualTo("xray");
        assertThat(scope.signedHeaders()).contains("host", "x-amz-date", "x-amz-security-token");
    }

    /** Control: the recomputation does find a wrong key and a changed byte. */
    @Test
    void control_aWrongSignatureIsFound() throws InterruptedException {
        try (Tracing tracing = Traced.to(xRay()).start()) {
            Traced.spans(tracing.openTelemetry(), 1);
            tracing.flush(LONG);
        }
        Receiver.Got got = receiver.all().get(0);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> RecomputedSignature.check(got, "another"))
                .hasMessageStartingWith("wrong signature");
        byte[] changed = got.body().clone();
        changed[changed.length - 1]++;
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> RecomputedSignature.check(
                        new Receiver.Got(got.method(), got.path(), got.headers(), changed, true), SECRET))
                .hasMessageStartingWith("wrong signature");
    }

    @Test
    void eachAttemptIsSignedAnew() throws InterruptedException, GeneralSecurityException {
        receiver.then(Receiver.status(503, "Retry-After", "1"));
        AtomicInteger asked = new AtomicInteger();
        TraceDestination counted = xRay().credentials(new CountedKeys(asked));
        try (Tracing tracing = Traced.to(counted).start()) {
            Traced.spans(tracing.openTelemetry(), 1);
            assertThat(tracing.flush(LONG).sent()).isEqualTo(1);
        }
        assertThat(asked).hasValue(2);
        for (Receiver.Got got : receiver.all()) {
            RecomputedSignature.check(got, SECRET);
        }
        assertThat(receiver.all())
                .extracting(got -> got.headers().get("x-amz-date"))
                .doesNotHaveDuplicates();
    }

    /** A receiver that refuses as AWS does what is signed more than 5 minutes from its time. */
    private Receiver.Reaction strict() {
        return exchange -> {
            Instant signed = BASIC.parse(exchange.getRequestHeaders().getFirst("X-Amz-Date"), Instant::from);
            boolean right = Duration.between(signed, Instant.now()).abs().compareTo(Duration.ofMinutes(5)) < 0;
            if (right) {
                Receiver.OK.to(exchange);
            } else {
                // The JDK's server sets Date itself.
                Receiver.status(403).to(exchange);
            }
        };
    }

    @Test
    void aClockTenMinutesOffIsCorrectedOnce() throws InterruptedException {
        for (int minutes : List.of(-10, 10)) {
            receiver.all().clear();
            receiver.usually(strict());
            Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutes));
            try (Tracing tracing =
                    Traced.to(xRay()).time(wrong, Traced.SHORT).batch(10).start()) {
                Traced.spans(tracing.openTelemetry(), 30);
                assertThat(tracing.flush(LONG)).hasToString("30 sent, 0 dropped, 0 uncertain, 0 waiting");
            }
            assertThat(receiver.all()).as("one refusal, then three batches").hasSize(4);
        }
    }

    @Test
    void aRefusalThatIsNotAboutTimeIsNotRepeated() throws InterruptedException {
        receiver.usually(Receiver.status(403));
        try (Tracing tracing = Traced.to(xRay()).start()) {
            Traced.spans(tracing.openTelemetry(), 3);
            assertThat(tracing.flush(LONG))
                    .hasToString("0 sent, 3 dropped, 0 uncertain, 0 waiting [3 dropped: 403 because]");
        }
        assertThat(receiver.all()).hasSize(1);
    }

    @Test
    void withoutCredentialsNothingIsSent() throws InterruptedException {
        TraceDestination none = xRay().credentials(new FailingKeys());
        try (Tracing tracing = Traced.to(none).patience(Duration.ofMillis(20)).start()) {
            Traced.spans(tracing.openTelemetry(), 3);
            assertThat(tracing.flush(LONG))
                    .hasToString("0 sent, 3 dropped, 0 uncertain, 0 waiting"
                            + " [3 dropped: no credentials to sign with: nobody has any]");
        }
        assertThat(receiver.all()).isEmpty();
    }

    @Test
    void anonymousCredentialsAreNone() throws InterruptedException {
        TraceDestination anonymous = xRay().credentials(AnonymousCredentialsProvider.create());
        try (Tracing tracing = Traced.to(anonymous).patience(Duration.ZERO).start()) {
            Traced.spans(tracing.openTelemetry(), 3);
            assertThat(tracing.flush(LONG).losses())
                    .extracting(SpanLoss::why)
                    .containsExactly("no credentials to sign with: they are anonymous");
        }
        assertThat(receiver.all()).isEmpty();
    }

    /** Control: what OpenTelemetry's own exporter sends, which is on the same class path, is not signed by ours. */
    @Test
    void control_anotherExporterIsNotSigned() {
        try (var plain = Traced.plain(receiver.address())) {
            Traced.spans(plain.get("test"), 1);
            plain.forceFlush().join(20, java.util.concurrent.TimeUnit.SECONDS);
        }
        assertThat(receiver.all())
                .hasSize(1)
                .allSatisfy(got -> assertThat(got.headers()).doesNotContainKey("authorization"));
    }

    @Test
    void theAddressIsThatOfTheRegionsPartition() {
        assertThat(TraceDestination.xRay("eu-central-1").address())
                .isEqualTo(URI.create("https://xray.eu-central-1.amazonaws.com/v1/traces"));
        assertThat(TraceDestination.xRay("cn-north-1").address())
                .isEqualTo(URI.create("https://xray.cn-north-1.amazonaws.com.cn/v1/traces"));
        assertThat(TraceDestination.xRay("us-gov-west-1").address())
                .isEqualTo(URI.create("https://xray.us-gov-west-1.amazonaws.com/v1/traces"));
    }

    private record CountedKeys(AtomicInteger asked)
            implements software.amazon.awssdk.identity.spi.IdentityProvider<AwsSessionCredentials> {
        @Override
        public Class<AwsSessionCredentials> identityType() {
            return AwsSessionCredentials.class;
        }

        @Override
        public CompletableFuture<AwsSessionCredentials> resolveIdentity(
                software.amazon.awssdk.identity.spi.ResolveIdentityRequest request) {
            asked.incrementAndGet();
            return CompletableFuture.completedFuture((AwsSessionCredentials) KEYS.resolveCredentials());
        }
    }

    private record FailingKeys()
            implements software.amazon.awssdk.identity.spi.IdentityProvider<AwsSessionCredentials> {
        @Override
        public Class<AwsSessionCredentials> identityType() {
            return AwsSessionCredentials.class;
        }

        @Override
        public CompletableFuture<AwsSessionCredentials> resolveIdentity(
                software.amazon.awssdk.identity.spi.ResolveIdentityRequest request) {
            return CompletableFuture.failedFuture(SdkClientException.create("nobody has any"));
        }
    }
}
