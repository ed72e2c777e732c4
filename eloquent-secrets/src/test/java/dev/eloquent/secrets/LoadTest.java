package dev.eloquent.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The start: all secrets, or one error that names all that is wrong. */
final class LoadTest {
    private static final SecretSpec<SecretText> ONE = SecretSpec.text("one");
    private static final SecretSpec<SecretText> TWO = SecretSpec.text("two");
    private static final SecretSpec<SecretText> FIELD = SecretSpec.field("three", "key");

    private final VirtualTime time = new VirtualTime();
    private final ScriptedSource source = new ScriptedSource(time).has("one", "1", "first");

    @Test
    void allAreFetchedByOneRequest() {
        source.has("two", "1", "second").has("three", "1", "{\"key\":\"third\"}");
        Task task = new Task(time, source, 1, ONE, TWO, FIELD);
        assertThat(task.get(ONE).get()).isEqualTo(SecretText.of("first"));
        assertThat(task.get(FIELD).get()).isEqualTo(SecretText.of("third"));
        assertThat(source.calls()).hasSize(1);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        source.refuses("two", SecretProblem.DENIED).has("three", "1", "{\"planted-in-vain\":1}");
        assertThatThrownBy(() -> new Task(time, source, 1, ONE, TWO, FIELD, SecretSpec.text("four")))
                .isInstanceOfSatisfying(
                        SecretsUnavailableException.class,
                        all -> assertThat(all.faults())
                                .extracting(SecretFault::problem)
                                .containsExactly(SecretProblem.DENIED, SecretProblem.UNPARSABLE, SecretProblem.MISSING))
                .hasMessage("""
                        3 secrets cannot be had from the script:
                          two: it is DENIED
                          three: its field 'key' is missing or no scalar; it has [planted-in-vain]
                          four: never heard of it""");
        assertThat(time.passed()).isZero();
    }

    @Test
    void whatOnlyTimeCanMendIsWaitedFor() {
        source.refuses("two", SecretProblem.UNAVAILABLE);
        AtomicInteger calls = new AtomicInteger();
        SecretSource comesBack = new SecretSource() {
            @Override
            public Map<SecretRequest, SecretAnswer> fetch(Set<SecretRequest> requests) {
                if (calls.incrementAndGet() == 5) {
                    source.has("two", "1", "second");
                }
                return source.fetch(requests);
            }

            @Override
            public String description() {
                return "a source that comes back";
            }
        };
        assertThat(new Task(time, comesBack, 1, ONE, TWO).get(TWO).get()).isEqualTo(SecretText.of("second"));
        assertThat(time.passed()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        // What was there already is not asked for again.
        assertThat(source.calls().get(4).requests()).containsExactly(SecretRequest.current("two"));
    }

    @Test
    void butNoLongerThanThePatience() {
        source.refuses("two", SecretProblem.THROTTLED);
        assertThatThrownBy(() -> new Task(time, source, 1, ONE, TWO))
                .hasMessage("1 secret cannot be had from the script:\n  two: it is THROTTLED");
        assertThat(time.passed()).isBetween(Duration.ofSeconds(20), SecretsBuilder.DEFAULT_PATIENCE);
    }

    @Test
    void declarationsAreCheckedTogether() {
        SecretSpec<?> wrong =
                SecretSpec.text("with space").softAge(Duration.ofHours(2)).hardAge(Duration.ZERO);
        SecretSpec<?> swapped =
                SecretSpec.text("swapped").softAge(Duration.ofHours(2)).hardAge(Duration.ofHours(1));
        assertThatThrownBy(
                        () -> Secrets.from(source).patience(Duration.ofDays(1)).load(wrong, swapped))
                .isInstanceOfSatisfying(
                        SecretsConfigurationException.class,
                        all -> assertThat(all.faults())
                                .containsExactly(
                                        "patience must be from PT0S to PT1H, was PT24H",
                                        "a name must be 1 to 512 letters, digits and /_+=.@-, or an ARN, was 'with space'",
                                        "hardAge of 'with space' must be from PT1S to PT8760H, was PT0S",
                                        "softAge of 'swapped' must be at most hardAge = PT1H, was PT2H"));
    }

    @Test
    void withThreadsItGoesOnAndEnds() {
        SecretSpec<SecretText> brisk = ONE.softAge(Duration.ofSeconds(1));
        try (Secrets secrets = Secrets.from(source).load(brisk)) {
            source.has("one", "2", "new");
            org.awaitility.Awaitility.await()
                    .until(() -> secrets.get(brisk).get().equals(SecretText.of("new")));
            assertThatThrownBy(() -> secrets.get(ONE)).hasMessageContaining("was not loaded by this declaration");
        }
        org.awaitility.Awaitility.await()
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("eloquent-secrets")));
    }

    @Test
    void itsThreadOutlivesAnErrorOfTheJvm() {
        AtomicInteger left = new AtomicInteger(1);
        Time real = Time.system();
        Time faulty = new Time() {
            @Override
            public long nanoTime() {
                if (Thread.currentThread().getName().equals("eloquent-secrets") && left.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("as the test wants it");
                }
                return real.nanoTime();
            }

            @Override
            public void sleep(Duration wait) throws InterruptedException {
                real.sleep(wait);
            }
        };
        SecretSpec<SecretText> brisk = ONE.softAge(Duration.ofSeconds(1));
        try (Secrets secrets = Secrets.from(source).time(faulty, () -> 0.5).load(brisk)) {
            source.has("one", "2", "planted-next");
            await().untilAsserted(
                            () -> assertThat(secrets.get(brisk).get().reveal()).isEqualTo("planted-next"));
            assertThat(left.get()).isNegative();
        }
    }
}
