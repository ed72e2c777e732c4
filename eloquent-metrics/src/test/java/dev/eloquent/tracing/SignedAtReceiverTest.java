package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.local.otlp.ReceivedSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Signatures, recomputed by a receiver that has AWS's rules and a clock of its own. */
@Timeout(60)
final class SignedAtReceiverTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String REGION = "eu-central-1";
    private static final StaticCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsSessionCredentials.create("AKID", "planted-secret", "planted-token"));

    private static LocalOtlp xRay(Duration ahead) {
        return LocalOtlp.aws(REGION)
                .credentials("AKID", "planted-secret")
                .sessionToken("planted-token")
                .clock(() -> Instant.now().plus(ahead))
                .start();
    }

    private static TracingBuilder to(LocalOtlp receiver) {
        return Tracing.of("shop", "1", "test")
                .to(TraceDestination.xRay(REGION, receiver.endpoint()).credentials(KEYS))
                .delay(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {-10, 10})
    void onceTheClockIsCorrectedTheBytesAsSentAreSignedAgain(int minutes) throws InterruptedException {
        try (LocalOtlp receiver = xRay(Duration.ofMinutes(minutes));
                Tracing tracing = to(receiver).batch(10).start()) {
            Traced.spans(tracing.openTelemetry(), 30);
            assertThat(tracing.flush(LONG)).hasToString("30 sent, 0 dropped, 0 uncertain, 0 waiting");
            assertThat(receiver.spans())
                    .extracting(ReceivedSpan::name)
                    .doesNotHaveDuplicates()
                    .hasSize(30);
            assertThat(receiver.requests().answered(200)).isEqualTo(3);
            assertThat(receiver.requests().total()).as("and one refusal").isEqualTo(4);
        }
    }

    /** Before ours has signed, and after. */
    @Test
    void whatTheUsersOwnExporterSendsInTheSameProcessIsNotSigned() throws IOException, InterruptedException {
        try (LocalOtlp xRay = xRay(Duration.ZERO);
                Receiver users = new Receiver();
                Tracing tracing = to(xRay).start();
                SdkTracerProvider own = Traced.plain(users.address())) {
            export(own);
            Traced.spans(tracing.openTelemetry(), 2);
            assertThat(tracing.flush(LONG).sent()).isEqualTo(2);
            export(own);
            assertThat(xRay.spans()).hasSize(2);
            assertThat(users.all()).hasSize(2).allSatisfy(got -> {
                assertThat(got.spans()).hasSize(1);
                assertThat(got.headers()).doesNotContainKeys("authorization", "x-amz-date", "x-amz-security-token");
            });
        }
    }

    private static void export(SdkTracerProvider own) {
        Traced.spans(own.get("test"), 1);
        assertThat(own.forceFlush().join(LONG.toSeconds(), TimeUnit.SECONDS).isSuccess())
                .isTrue();
    }
}
