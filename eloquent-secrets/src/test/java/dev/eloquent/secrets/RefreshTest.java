package dev.eloquent.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a secret is kept fresh, in injected time: asked for within 10 min, good for 24 h. */
final class RefreshTest {
    private static final String NAME = "service/key";
    private static final SecretSpec<SecretText> KEY = SecretSpec.text(NAME);
    private static final Duration SOFT = SecretSpec.DEFAULT_SOFT_AGE;
    private static final Duration HARD = SecretSpec.DEFAULT_HARD_AGE;

    private final VirtualTime time = new VirtualTime();
    private final ScriptedSource source = new ScriptedSource(time).has(NAME, "1", "planted-old");

    @Test
    void itIsAskedForBeforeItsSoftAge() {
        Task task = new Task(time, source, 1, KEY);
        task.pass(SOFT);
        assertThat(source.calls()).hasSize(2);
        task.pass(Duration.ofDays(1));
        // From 80 to 100 % of the soft age.
        assertThat(source.calls()).hasSizeBetween(145, 182);
        assertThat(task.get(KEY).isStale()).isFalse();
    }

    @Test
    void aNewVersionIsPublished() {
        Task task = new Task(time, source, 1, KEY);
        Secret<SecretText> key = task.get(KEY);
        assertThat(key.get()).isEqualTo(SecretText.of("planted-old"));
        source.has(NAME, "2", "planted-new");
        task.pass(SOFT);
        assertThat(key.get()).isEqualTo(SecretText.of("planted-new"));
        assertThat(key.version()).isEqualTo("2");
        assertThat(key.previous()).isEmpty();
    }

    @Test
    void listenersGetTheOldAndTheNewValueOnce() {
        Task task = new Task(time, source, 1, KEY);
        List<String> told = new ArrayList<>();
        task.get(KEY).onChange((before, now) -> {
            throw new IllegalStateException(now.reveal());
        });
        task.get(KEY).onChange((before, now) -> told.add(before.reveal() + " " + now.reveal()));
        source.has(NAME, "2", "planted-new");
        task.pass(Duration.ofHours(1));
        assertThat(told).containsExactly("planted-old planted-new");
    }

    @Test
    void thePreviousValueIsKeptWhereThatIsDeclared() {
        SecretSpec<SecretText> keeps = KEY.keepsPrevious();
        Task task = new Task(time, source, 1, keeps);
        assertThat(task.get(keeps).previous()).isEmpty();
        source.has(NAME, "2", "planted-new");
        task.pass(SOFT);
        assertThat(task.get(keeps).previous()).contains(SecretText.of("planted-old"));
        source.has(NAME, "4", "planted-newest").had(NAME, "3", "planted-never seen");
        task.pass(SOFT);
        assertThat(task.get(keeps).get()).isEqualTo(SecretText.of("planted-newest"));
        assertThat(task.get(keeps).previous()).contains(SecretText.of("planted-never seen"));
    }

    @Test
    void thePreviousValueIsThereFromTheStart() {
        SecretSpec<SecretText> keeps = KEY.keepsPrevious();
        source.had(NAME, "0", "planted-older");
        assertThat(new Task(time, source, 1, keeps).get(keeps).previous()).contains(SecretText.of("planted-older"));
    }

    @Test
    void inAnOutageTheOldValueIsUsedAndAskedForAfterPausesThatGrowToAMinute() {
        Task task = new Task(time, source, 1, KEY);
        source.refuses(NAME, SecretProblem.UNAVAILABLE);
        task.pass(Duration.ofHours(1));
        assertThat(task.get(KEY).get()).isEqualTo(SecretText.of("planted-old"));
        assertThat(task.get(KEY).isStale()).isTrue();
        assertThat(source.callsIn(Duration.ofMinutes(30))).isBetween(30L, 60L);
        source.has(NAME, "2", "planted-new");
        task.pass(Duration.ofMinutes(1));
        assertThat(task.get(KEY).get()).isEqualTo(SecretText.of("planted-new"));
        assertThat(task.get(KEY).isStale()).isFalse();
    }

    @Test
    void pastItsHardAgeItIsNotHandedOutAnyMore() {
        Task task = new Task(time, source, 1, KEY);
        source.refuses(NAME, SecretProblem.UNAVAILABLE);
        task.pass(HARD.minusMillis(1));
        assertThat(task.get(KEY).get()).isEqualTo(SecretText.of("planted-old"));
        task.pass(Duration.ofMillis(2));
        assertThatThrownBy(() -> task.get(KEY).get())
                .isInstanceOf(SecretExpiredException.class)
                .hasMessage("secret 'service/key' could not be confirmed for PT24H, its hard age, and is not handed out"
                        + " any more: it is UNAVAILABLE");
        source.has(NAME, "1", "planted-old");
        task.pass(Duration.ofMinutes(1));
        assertThat(task.get(KEY).get()).isEqualTo(SecretText.of("planted-old"));
    }

    @Test
    void twoReadersOfAnExpiredSecretGetExceptionsOfTheirOwn() {
        Task task = new Task(time, source, 1, KEY);
        source.refuses(NAME, SecretProblem.UNAVAILABLE);
        task.pass(HARD.plusSeconds(1));
        Throwable one = org.assertj.core.api.Assertions.catchThrowable(
                () -> task.get(KEY).get());
        Throwable other = org.assertj.core.api.Assertions.catchThrowable(
                () -> task.get(KEY).get());
        assertThat(one).isNotSameAs(other);
    }

    @Test
    void whatSomebodyHasToMendIsNotHammered() {
        Task task = new Task(time, source, 1, KEY);
        source.refuses(NAME, SecretProblem.DENIED);
        task.pass(Duration.ofHours(12));
        assertThat(source.callsIn(Duration.ofHours(10))).isBetween(10L, 20L);
    }

    @Test
    void aValueThatDoesNotParseIsNotPublished() {
        SecretSpec<SecretText> field = SecretSpec.field("service/json", "key");
        source.has("service/json", "1", "{\"key\":\"planted-old\"}");
        Task task = new Task(time, source, 1, field);
        source.has("service/json", "2", "{\"keys\":\"planted-new\"}");
        task.pass(Duration.ofHours(1));
        assertThat(task.get(field).get()).isEqualTo(SecretText.of("planted-old"));
        assertThat(task.get(field).version()).isEqualTo("1");
        source.has("service/json", "3", "{\"key\":\"planted-mended\"}");
        task.pass(Duration.ofHours(1));
        assertThat(task.get(field).get()).isEqualTo(SecretText.of("planted-mended"));
    }

    @Test
    void aValueThatTheValidatorRefusesIsNotPublished() {
        SecretSpec<SecretText> valid =
                KEY.validated("must not be empty", value -> !value.reveal().isEmpty());
        Task task = new Task(time, source, 1, valid);
        source.has(NAME, "2", "");
        task.pass(Duration.ofHours(1));
        assertThat(task.get(valid).get()).isEqualTo(SecretText.of("planted-old"));
    }

    @Test
    void theFieldsOfOneSecretChangeTogetherOrNotAtAll() {
        SecretSpec<SecretText> user = SecretSpec.field("service/login", "user");
        SecretSpec<SecretText> password = SecretSpec.field("service/login", "password");
        source.has("service/login", "1", "{\"user\":\"a\",\"password\":\"1\"}");
        Task task = new Task(time, source, 1, user, password);
        source.has("service/login", "2", "{\"user\":\"b\"}");
        task.pass(Duration.ofHours(1));
        assertThat(task.get(user).get()).isEqualTo(SecretText.of("a"));
        source.has("service/login", "3", "{\"user\":\"c\",\"password\":\"3\"}");
        task.pass(Duration.ofHours(1));
        assertThat(task.get(user).get()).isEqualTo(SecretText.of("c"));
        assertThat(task.get(password).get()).isEqualTo(SecretText.of("3"));
        // One request for both.
        assertThat(source.calls())
                .allSatisfy(call -> assertThat(call.requests()).hasSize(1));
    }

    /** Deleted and created again it has other versions; its name is the same. */
    @Test
    void aSecretThatWasCreatedAgainIsFoundAgain() {
        Task task = new Task(time, source, 1, KEY);
        source.refuses(NAME, SecretProblem.MISSING);
        task.pass(Duration.ofHours(1));
        assertThat(task.get(KEY).get()).isEqualTo(SecretText.of("planted-old"));
        source.has(NAME, "another first one", "planted-new");
        task.pass(Duration.ofHours(1));
        assertThat(task.get(KEY).get()).isEqualTo(SecretText.of("planted-new"));
    }

    @Test
    void aProcessThatWasStoppedAsksBeforeItGivesUpWhatItHas() {
        Task task = new Task(time, source, 1, KEY);
        task.pass(Duration.ofMinutes(1));
        time.sleep(Duration.ofDays(2));
        source.has(NAME, "2", "planted-new");
        task.tick();
        assertThat(task.get(KEY).get()).isEqualTo(SecretText.of("planted-new"));
    }

    @Test
    void aProcessThatWasStoppedAndGetsNoAnswerGivesItUp() {
        Task task = new Task(time, source, 1, KEY);
        task.pass(Duration.ofMinutes(1));
        time.sleep(Duration.ofDays(2));
        source.refuses(NAME, SecretProblem.UNAVAILABLE);
        task.tick();
        assertThat(task.get(KEY).get()).isEqualTo(SecretText.of("planted-old"));
        task.pass(Duration.ofSeconds(11));
        assertThatThrownBy(() -> task.get(KEY).get()).isInstanceOf(SecretExpiredException.class);
    }

    /** Else the correction of a bad value would wait for one more rotation. */
    @Test
    void aValueThatWasPutRightIsPublishedAlthoughThePreviousOneIsBroken() {
        SecretSpec<SecretText> keeps = goodOnes();
        Task task = new Task(time, source, 1, keeps);
        source.has(NAME, "2", "planted-broken").had(NAME, "1", "planted-old");
        task.pass(SOFT);
        assertThat(task.get(keeps).version()).isEqualTo("1");
        source.has(NAME, "3", "planted-new").had(NAME, "2", "planted-broken");
        task.pass(Duration.ofHours(1));
        assertThat(task.get(keeps).get()).isEqualTo(SecretText.of("planted-new"));
        // The last one that was of use.
        assertThat(task.get(keeps).previous()).contains(SecretText.of("planted-old"));
    }

    @Test
    void aBrokenPreviousValueKeepsNobodyFromStarting() {
        source.has(NAME, "3", "planted-new").had(NAME, "2", "planted-broken");
        SecretSpec<SecretText> keeps = goodOnes();
        Secret<SecretText> key = new Task(time, source, 1, keeps).get(keeps);
        assertThat(key.get()).isEqualTo(SecretText.of("planted-new"));
        assertThat(key.previous()).isEmpty();
    }

    private static SecretSpec<SecretText> goodOnes() {
        return KEY.validated("it must not be broken", text -> !text.reveal().endsWith("broken"))
                .keepsPrevious();
    }

    /** The answer is older than the pause: it must not take away the time that was given for another call. */
    @Test
    void aCallThatWasUnderWayWhenTheProcessWasStoppedDoesNotEndItEarly() {
        List<Runnable> calls = new ArrayList<>();
        Refresher refresher = new Refresher(source, time, () -> 0.5, calls::add, Runnable::run, Refresher.GRACE);
        Secret<?> key = Secrets.from(source)
                .time(time, () -> 0.5)
                .load(List.of(KEY), refresher)
                .get(KEY);
        refresher.plan();
        time.sleep(SOFT);
        refresher.tick();
        assertThat(calls).hasSize(1);
        refresher.plan();
        time.sleep(Duration.ofDays(2));
        refresher.tick();
        calls.get(0).run();
        refresher.plan();
        refresher.tick();
        assertThat(key.get()).isEqualTo(SecretText.of("planted-old"));
        assertThat(calls).hasSize(2);
        calls.get(1).run();
        assertThat(key.isStale()).isFalse();
    }

    /** Wherever its thread was: it had looked, and not said yet when it will look again. */
    @Test
    void aProcessThatWasStoppedBetweenTwoStepsAsksBeforeItGivesUp() {
        Task task = new Task(time, source, 1, KEY);
        task.pass(Duration.ofMinutes(1));
        task.tick();
        time.sleep(Duration.ofDays(2));
        source.refuses(NAME, SecretProblem.UNAVAILABLE);
        task.plan();
        task.tick();
        assertThat(task.get(KEY).get()).isEqualTo(SecretText.of("planted-old"));
        task.pass(Duration.ofSeconds(11));
        assertThatThrownBy(() -> task.get(KEY).get()).isInstanceOf(SecretExpiredException.class);
    }

    /** Another thread may be the first to run again. */
    @Test
    void aLookUpDoesNotHideThatTheProcessWasStopped() {
        Task task = new Task(time, source, 1, KEY);
        task.pass(Duration.ofMinutes(1));
        time.sleep(Duration.ofDays(2));
        source.refuses(NAME, SecretProblem.UNAVAILABLE);
        task.watchNothingMore();
        task.tick();
        assertThat(task.get(KEY).get()).isEqualTo(SecretText.of("planted-old"));
    }

    @Test
    void aRefusalIsAskedForAtOnceAndThenEverLessOften() {
        Task task = new Task(time, source, 1, KEY);
        task.pass(Duration.ofMinutes(1));
        assertThat(source.calls()).hasSize(1);
        Secret<SecretText> key = task.get(KEY);
        key.refused("1");
        task.tick();
        assertThat(source.calls()).hasSize(2);
        for (int i = 0; i < 600; i++) {
            key.refused("1");
            task.pass(Duration.ofSeconds(1));
        }
        assertThat(source.callsIn(Duration.ofMinutes(9))).isBetween(18L, 45L);
    }

    @Test
    void aRefusalOfAVersionThatIsGoneDoesNothing() {
        Task task = new Task(time, source, 1, KEY);
        task.get(KEY).refused("0");
        task.pass(Duration.ofMinutes(1));
        assertThat(source.calls()).hasSize(1);
    }
}
