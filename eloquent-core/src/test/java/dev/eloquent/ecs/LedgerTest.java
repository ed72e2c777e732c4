package dev.eloquent.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.ecs.Ledger.Due;
import dev.eloquent.ecs.Ledger.Line;
import dev.eloquent.ecs.Ledger.Step;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What is due when, without a thread, a socket or a clock. */
final class LedgerTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long HOUR = 60 * MINUTE;

    /** A monotonic clock that overflows within the test. */
    private static final long NOW = Long.MAX_VALUE - 10 * MINUTE;

    private static final Outcome DONE = new Outcome.Done();
    private static final Outcome LOST = new Outcome.Unknown("no answer", "gone");
    private static final Outcome REFUSED = new Outcome.Refused("DENIED", "no");

    private final Ledger ledger = new Ledger(Duration.ofHours(1));

    @Test
    void nothingIsDueUntilSomethingIsHeld() {
        assertThat(ledger.next(NOW)).isEmpty();
        ledger.hold("a");
        assertThat(ledger.next(NOW)).contains(new Due(Step.PROTECT, 0));
    }

    @Test
    void aRenewalIsDueHalfAnExpiryAfterTheRequestAndNotAfterItsAnswer() {
        ledger.hold("a");
        protect(NOW, NOW + 3, DONE);
        assertThat(ledger.next(NOW + 3)).contains(new Due(Step.PROTECT, HOUR / 2 - 3));
        assertThat(ledger.isProtected(NOW + HOUR - 1)).isTrue();
        assertThat(ledger.isProtected(NOW + HOUR)).isFalse();
    }

    @Test
    void aReleaseIsDueAsLongAsTheTaskMayBeProtected() {
        ledger.hold("a");
        protect(NOW, NOW, LOST);
        ledger.release("a");
        assertThat(ledger.isProtected(NOW)).isFalse();
        assertThat(ledger.next(NOW))
                .contains(new Due(Step.RELEASE, Duration.ofSeconds(1).toNanos()));
        assertThat(ledger.expire(NOW + HOUR)).isEmpty();
        assertThat(ledger.next(NOW + HOUR)).isEmpty();
    }

    @Test
    void nothingIsReleasedAfterARefusal() {
        ledger.hold("a");
        protect(NOW, NOW, REFUSED);
        ledger.release("a");
        assertThat(ledger.next(NOW)).isEmpty();
    }

    @Test
    void aRefusedRenewalLeavesWhatWasConfirmed() {
        ledger.hold("a");
        protect(NOW, NOW, DONE);
        protect(NOW + HOUR / 2, NOW + HOUR / 2, REFUSED);
        assertThat(ledger.isProtected(NOW + HOUR / 2)).isTrue();
        ledger.release("a");
        assertThat(ledger.next(NOW + HOUR / 2))
                .contains(new Due(Step.RELEASE, Duration.ofSeconds(1).toNanos()));
        assertThat(ledger.expire(NOW + HOUR)).isEmpty();
        assertThat(ledger.next(NOW + HOUR)).isEmpty();
    }

    /** A hold that comes while the release is on its way must not take the task for protected. */
    @Test
    void aTaskThatIsBeingReleasedIsNotProtected() {
        ledger.hold("a");
        protect(NOW, NOW, DONE);
        ledger.release("a");
        ledger.begin(Step.RELEASE, NOW);
        ledger.hold("b");
        assertThat(ledger.isProtected(NOW)).isFalse();
        ledger.end(Step.RELEASE, DONE, NOW, NOW);
        assertThat(ledger.next(NOW)).contains(new Due(Step.PROTECT, 0));
    }

    @Test
    void aProblemIsSaidOnceUntilItIsAnotherOrOver() {
        ledger.hold("a");
        assertThat(protect(NOW, NOW, REFUSED)).isPresent();
        assertThat(protect(NOW, NOW, REFUSED)).isEmpty();
        assertThat(protect(NOW, NOW, LOST)).isPresent();
        assertThat(protect(NOW, NOW, DONE)).contains(new Line(Level.INFO, "this task is protected again for a"));
        assertThat(protect(NOW, NOW, DONE)).contains(new Line(Level.DEBUG, "renewed the protection for a"));
        assertThat(protect(NOW, NOW, LOST)).isPresent();
    }

    private Optional<Line> protect(long began, long ended, Outcome outcome) {
        ledger.begin(Step.PROTECT, began);
        return ledger.end(Step.PROTECT, outcome, began, ended);
    }
}
