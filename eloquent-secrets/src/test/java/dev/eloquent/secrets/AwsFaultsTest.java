package dev.eloquent.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.eloquent.local.Fault;
import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What goes wrong on the side of AWS, at the start and later: the real SDK on the stand-in, in virtual time. */
final class AwsFaultsTest {
    private static final SecretSpec<SecretText> ONE = SecretSpec.text("one");
    private static final Duration STEP = Duration.ofMinutes(10);

    private final AtomicReference<Duration> step = new AtomicReference<>(Duration.ZERO);
    private final LocalSecretsManager aws = LocalSecretsManager.region("eu-central-1")
            .secret("one", "planted-first")
            .clock(() -> InstantSource.system().instant().plus(step.get()))
            .start();
    private final SecretsManagerClient client = StandInClient.withoutRetries(aws.endpoint());
    private final SecretSource source = SecretsManagerSource.of(client);
    private final VirtualTime time = new VirtualTime();

    @AfterEach
    void close() {
        // The SDK keeps what it has learnt of a clock for the whole process.
        SdkGlobalTime.setGlobalTimeOffset(0);
        source.close();
        client.close();
        aws.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ResourceNotFoundException, 400, MISSING",
        "AccessDeniedException, 400, DENIED",
        "DecryptionFailure, 400, UNDECRYPTABLE",
        "InvalidRequestException, 400, INVALID",
        "InvalidParameterException, 400, INVALID",
        "ThrottlingException, 400, THROTTLED",
        "InternalServiceError, 500, UNAVAILABLE",
        "ServiceUnavailable, 503, UNAVAILABLE",
        "UnrecognizedClientException, 400, UNAVAILABLE",
        "ExpiredTokenException, 400, UNAVAILABLE"
    })
    void eachErrorIsToldAtTheStartAndOutlivedLater(String code, int status, SecretProblem problem) {
        Fault fault = Fault.status(status).body("{\"__type\":\"" + code + "\",\"Message\":\"as the test wants it\"}");
        Task task = new Task(time, source, 1, ONE);
        Duration started = time.passed();
        aws.faults().always(fault);

        SecretsUnavailableException told =
                catchThrowableOfType(SecretsUnavailableException.class, () -> new Task(time, source, 1, ONE));
        assertThat(told.faults()).extracting(SecretFault::problem).containsExactly(problem);
        assertThat(told).hasMessageContaining(code).hasMessageContaining("as the test wants it; ");
        // What somebody has to mend is told at once, the rest is waited for.
        assertThat(time.passed().minus(started))
                .isBetween(
                        problem.permanent() ? Duration.ZERO : Duration.ofSeconds(20),
                        problem.permanent() ? Duration.ZERO : SecretsBuilder.DEFAULT_PATIENCE);

        long before = aws.calls("GetSecretValue");
        task.pass(Duration.ofHours(1));
        assertThat(task.get(ONE).get().reveal()).isEqualTo("planted-first");
        assertThat(task.get(ONE).isStale()).isTrue();
        assertThat(aws.calls("GetSecretValue") - before).isBetween(3L, problem.permanent() ? 10L : 110L);

        aws.faults().clear();
        aws.put("one", "planted-next");
        task.pass(Duration.ofHours(1));
        assertThat(task.get(ONE).get().reveal()).isEqualTo("planted-next");
        assertThat(task.get(ONE).isStale()).isFalse();
    }

    @Test
    void anOutageIsOutlivedUpToTheHardAgeAndNoLonger() {
        SecretSpec<SecretText> hour = ONE.hardAge(Duration.ofHours(1));
        Task task = new Task(time, source, 1, hour);
        aws.faults().always(Fault.close());

        task.pass(Duration.ofMinutes(59));
        assertThat(task.get(hour).isStale()).isTrue();
        assertThat(task.get(hour).get().reveal()).isEqualTo("planted-first");
        task.pass(Duration.ofMinutes(1));
        assertThatThrownBy(() -> task.get(hour).get())
                .isInstanceOf(SecretExpiredException.class)
                .hasMessageStartingWith("secret 'one' could not be confirmed for PT1H, its hard age, and is not handed"
                        + " out any more: ");
        aws.faults().clear();
        task.pass(Duration.ofMinutes(1));
        assertThat(task.get(hour).get().reveal()).isEqualTo("planted-first");
    }

    @Test
    void clocksThatStepAreMadeGoodForAndChangeNoAge() {
        try (SecretsManagerClient retries = StandInClient.of(aws.endpoint());
                SecretSource patient = SecretsManagerSource.of(retries)) {
            Task task = new Task(time, patient, 1, ONE);
            for (Duration next : new Duration[] {STEP, STEP.negated(), Duration.ZERO}) {
                step.set(next);
                Duration age = task.get(ONE).age();
                assertThat(age).isLessThan(STEP);
                aws.put("one", "planted-" + next);
                long before = aws.calls("GetSecretValue");
                task.pass(STEP);
                assertThat(task.get(ONE).get().reveal()).isEqualTo("planted-" + next);
                assertThat(task.get(ONE).isStale()).isFalse();
                // The signature is refused once, and the next one is right.
                assertThat(aws.calls("GetSecretValue") - before).isBetween(2L, 3L);
            }
        }
    }

    /** The control of that: the clocks do matter. */
    @Test
    void control_aSignatureOfAnotherTimeIsRefused() {
        step.set(STEP);
        assertThatThrownBy(() -> Secrets.from(source).patience(Duration.ZERO).load(ONE))
                .hasMessageContaining("Signature");
    }

    @Test
    void anAnswerThatIsCutOffTellsNothingOfItsSecret() {
        for (String body : new String[] {
            "{\"Name\":\"one\",\"SecretString\":\"planted-cut",
            "{\"Name\":\"one\",\"SecretString\":planted-token}",
            "planted-plain"
        }) {
            aws.faults().always(Fault.status(200).body(body));
            assertThatThrownBy(() -> new Task(time, source, 1, ONE))
                    .isInstanceOf(SecretsUnavailableException.class)
                    .hasMessageContaining("no answer that could be read: ")
                    .message()
                    .doesNotContain("planted");
        }
    }
}
