package dev.eloquent.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.eloquent.local.Fault;
import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.local.secretsmanager.LocalSecretsManagerBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Secrets Manager as the unmodified SDK meets it, in its stand-in. */
final class SecretsManagerSourceTest {
    private static final SecretSpec<SecretText> ONE = SecretSpec.text("one");
    private static final SecretSpec<SecretText> TWO = SecretSpec.text("two");

    private final LocalSecretsManager aws = LocalSecretsManager.region("eu-central-1")
            .secret("one", "planted-first")
            .secret("two", "planted-second")
            .start();
    private final SecretsManagerClient client = StandInClient.of(aws.endpoint());

    @AfterEach
    void close() {
        // The SDK keeps what it has learnt of a clock for the whole process.
        SdkGlobalTime.setGlobalTimeOffset(0);
        client.close();
        aws.close();
    }

    private Secrets load(SecretSpec<?>... specs) {
        return Secrets.from(SecretsManagerSource.of(client))
                .patience(Duration.ofSeconds(2))
                .load(specs);
    }

    @Test
    void fiftySecretsAreThreeCalls() {
        SecretSpec<?>[] specs = IntStream.range(0, 50)
                .mapToObj(i -> SecretSpec.text("many/" + i))
                .toArray(SecretSpec<?>[]::new);
        for (SecretSpec<?> spec : specs) {
            aws.create(spec.name(), "planted-" + spec.name());
        }
        try (Secrets secrets = load(specs)) {
            assertThat(specs)
                    .allSatisfy(spec ->
                            assertThat(secrets.get(spec).get()).isEqualTo(SecretText.of("planted-" + spec.name())));
        }
        assertThat(aws.calls("BatchGetSecretValue")).isEqualTo(3);
        assertThat(aws.calls("GetSecretValue")).isZero();
    }

    @Test
    void oneSecretIsOneCall() {
        try (Secrets secrets = load(ONE)) {
            assertThat(secrets.get(ONE).get().reveal()).isEqualTo("planted-first");
        }
        assertThat(aws.calls("GetSecretValue")).isEqualTo(1);
        assertThat(aws.calls("BatchGetSecretValue")).isZero();
    }

    @Test
    void secretsAreFoundByTheirArnsAndBinariesAreBytes() {
        aws.create("binary", new byte[] {1, 2, 3});
        SecretSpec<SecretText> byArn = SecretSpec.text(aws.arn("one"));
        SecretSpec<SecretBytes> bytes = SecretSpec.bytes("binary");
        try (Secrets secrets = load(byArn, bytes)) {
            assertThat(secrets.get(byArn).get().reveal()).isEqualTo("planted-first");
            assertThat(secrets.get(bytes).get().reveal()).containsExactly(1, 2, 3);
        }
        assertThat(aws.calls("GetSecretValue")).isZero();
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceWithWhatHelps() {
        aws.deny("two");
        aws.create("key", "value");
        aws.disableKey("key");
        aws.create("json", "{\"planted-field\":");
        assertThatThrownBy(() ->
                        load(ONE, TWO, SecretSpec.text("none"), SecretSpec.text("key"), SecretSpec.field("json", "a")))
                .isInstanceOfSatisfying(
                        SecretsUnavailableException.class,
                        all -> assertThat(all.faults())
                                .extracting(SecretFault::problem)
                                .containsExactly(
                                        SecretProblem.DENIED,
                                        SecretProblem.MISSING,
                                        SecretProblem.UNDECRYPTABLE,
                                        SecretProblem.UNPARSABLE))
                .message()
                .startsWith("4 secrets cannot be had from Secrets Manager in eu-central-1:\n")
                .contains(
                        "allow secretsmanager:GetSecretValue on"
                                + " arn:aws:secretsmanager:eu-central-1:ACCOUNT:secret:two-?????? to the task role"
                                + " (not the execution role)",
                        "create it in eu-central-1, or correct its name",
                        "enable its KMS key, and allow kms:Decrypt on that to the task role")
                .doesNotContain("planted-");
    }

    @Test
    void aRoleThatMayNotUseBatchesIsServedOneByOne() {
        aws.denyBatch();
        SecretSpec<SecretText> brisk = ONE.softAge(Duration.ofSeconds(1));
        try (Secrets secrets = load(brisk, TWO.softAge(Duration.ofSeconds(1)))) {
            aws.put("one", "planted-new");
            org.awaitility.Awaitility.await()
                    .until(() -> secrets.get(brisk).get().reveal().equals("planted-new"));
        }
        // It has been given up.
        assertThat(aws.calls("BatchGetSecretValue")).isEqualTo(1);
        assertThat(aws.calls("GetSecretValue")).isGreaterThan(2);
    }

    @Test
    void aThrottledBatchIsServedOneByOne() {
        aws.faults().on("/BatchGetSecretValue").always(LocalSecretsManager.throttled());
        try (Secrets secrets = load(ONE, TWO)) {
            assertThat(secrets.get(TWO).get().reveal()).isEqualTo("planted-second");
        }
    }

    @Test
    void anOutageAtTheStartIsWaitedFor() {
        aws.faults().next(5, Fault.status(503));
        try (Secrets secrets = load(ONE)) {
            assertThat(secrets.get(ONE).get().reveal()).isEqualTo("planted-first");
        }
    }

    @Test
    void anOutageThatLastsIsTold() {
        aws.faults().always(Fault.close());
        assertThatThrownBy(() -> load(ONE))
                .hasMessageContaining("look at the network, a VPC endpoint for secretsmanager, and the credentials");
    }

    @Test
    void aClockThatIsTenMinutesOffIsMadeGoodForByTheSdk() {
        LocalSecretsManagerBuilder ahead = LocalSecretsManager.region("eu-central-1")
                .secret("one", "planted-first")
                .clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10)));
        try (LocalSecretsManager other = ahead.start();
                SecretsManagerClient late = StandInClient.of(other.endpoint());
                Secrets secrets = Secrets.from(SecretsManagerSource.of(late)).load(ONE)) {
            assertThat(secrets.get(ONE).get().reveal()).isEqualTo("planted-first");
            assertThat(other.calls("GetSecretValue")).isEqualTo(2);
        }
    }

    @Test
    void aSecretThatWasDeletedAndCreatedAgainIsFoundByItsName() {
        try (Secrets secrets = load(ONE)) {
            Secret<SecretText> one = secrets.get(ONE);
            aws.delete("one");
            aws.create("one", "planted-again");
            one.refused(one.version());
            org.awaitility.Awaitility.await().until(() -> one.get().reveal().equals("planted-again"));
        }
    }

    @Test
    void aRotationCanBeReadFromBeginToEndAndWhenAbandoned() throws InterruptedException {
        SecretSpec<SecretText> keeps = ONE.keepsPrevious();
        try (Secrets secrets = load(keeps)) {
            Secret<SecretText> one = secrets.get(keeps);
            assertThat(one.pending()).isEmpty();
            var rotation = aws.rotate("one", "planted-next");
            assertThat(one.pending()).contains(SecretText.of("planted-next"));
            assertThat(one.refused(one.version(), Duration.ofSeconds(5))).isFalse();
            assertThat(one.get().reveal()).isEqualTo("planted-first");
            rotation.finish();
            org.awaitility.Awaitility.await().until(() -> refreshed(one));
            assertThat(one.get().reveal()).isEqualTo("planted-next");
            assertThat(one.previous()).contains(SecretText.of("planted-first"));
            aws.rotate("one", "planted-never").abandon();
            assertThat(one.get().reveal()).isEqualTo("planted-next");
            assertThat(one.pending()).contains(SecretText.of("planted-never"));
        }
    }

    @Test
    void aPendingVersionIsNotWaitedForWhileNobodyAnswers() {
        try (Secrets secrets = load(ONE)) {
            aws.rotate("one", "planted-next");
            aws.faults().always(Fault.silence());
            assertThat(assertTimeoutPreemptively(
                            Duration.ofSeconds(4), () -> secrets.get(ONE).pending()))
                    .isEmpty();
        }
    }

    /** The call may begin, and end, before the one who said so has begun to wait: thirty times, as it is a race. */
    @Test
    void whoWaitsForTheAnswerToARefusalWaitsForNoMore() throws InterruptedException {
        for (int i = 0; i < 30; i++) {
            try (Secrets secrets = load(ONE)) {
                Secret<SecretText> one = secrets.get(ONE);
                long began = System.nanoTime();
                assertThat(one.refused(one.version(), Duration.ofSeconds(10))).isFalse();
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    private static boolean refreshed(Secret<SecretText> secret) {
        if (secret.get().reveal().equals("planted-next")) {
            return true;
        }
        secret.refused(secret.version());
        return false;
    }

    @Test
    void aThousandRefusalsAtOnceAreOneCall() throws Exception {
        try (Secrets secrets = load(ONE)) {
            Secret<SecretText> one = secrets.get(ONE);
            aws.faults().always(Fault.delay(Duration.ofMillis(500)));
            List<Thread> threads = IntStream.range(0, 1_000)
                    .mapToObj(i -> new Thread(() -> one.refused(one.version())))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            aws.faults().clear();
            org.awaitility.Awaitility.await().until(() -> aws.calls("GetSecretValue") >= 2);
            assertThat(aws.calls("GetSecretValue")).isBetween(2L, 3L);
        }
    }

    /** The control: whoever asks for himself makes a call for himself. */
    @Test
    void control_aHundredWhoAskForThemselvesAreAHundredCalls() throws InterruptedException {
        try (SecretSource source = SecretsManagerSource.of(client)) {
            for (int i = 0; i < 100; i++) {
                source.fetch(Set.of(SecretRequest.current("one")));
            }
        }
        assertThat(aws.calls("GetSecretValue")).isEqualTo(100);
    }
}
