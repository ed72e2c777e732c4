package dev.eloquent.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When each phase ends at the latest. */
final class BudgetTest {
    /** Close to the overflow of the monotonic clock, which may begin anywhere. */
    private static final long START = Long.MAX_VALUE - 5;

    @Test
    void thirtySecondsAreDividedAsTheGuideSays() {
        assertThat(ends(ShutdownSettings.defaults()))
                .containsEntry(Phase.READINESS, Duration.ofSeconds(1))
                .containsEntry(Phase.DRAIN, Duration.ofSeconds(15))
                .containsEntry(Phase.WORK, Duration.ofSeconds(20))
                .containsEntry(Phase.CLOSE, Duration.ofSeconds(24))
                .containsEntry(Phase.FLUSH, Duration.ofMillis(27_500))
                .containsEntry(Phase.LOGS, Duration.ofSeconds(28));
    }

    @Test
    void moreTimeGoesToTheDrain() {
        Map<Phase, Duration> ends = ends(ShutdownSettings.forStopTimeout(Duration.ofMinutes(2)));
        assertThat(ends)
                .containsEntry(Phase.DRAIN, Duration.ofSeconds(105))
                .containsEntry(Phase.WORK, Duration.ofSeconds(110))
                .containsEntry(Phase.LOGS, Duration.ofSeconds(118));
    }

    @Test
    void lessTimeIsTakenFromAllAlike() {
        Map<Phase, Duration> ends = ends(ShutdownSettings.forStopTimeout(Duration.ofSeconds(3)));
        assertThat(ends)
                .containsEntry(Phase.DRAIN, Duration.ofMillis(1_500))
                .containsEntry(Phase.WORK, Duration.ofSeconds(2))
                .containsEntry(Phase.CLOSE, Duration.ofMillis(2_400))
                .containsEntry(Phase.LOGS, Duration.ofMillis(2_800));
    }

    @Test
    void phasesEndInTheirOrderAndNoneAfterTheLimit() {
        for (int seconds = 1; seconds <= 3600; seconds++) {
            ShutdownSettings settings =
                    ShutdownSettings.forStopTimeout(Duration.ofSeconds(seconds)).checked();
            Duration before = Duration.ZERO;
            for (Duration end : ends(settings).values()) {
                assertThat(end).isGreaterThanOrEqualTo(before);
                before = end;
            }
            assertThat(before).isEqualTo(settings.limit());
        }
    }

    @Test
    void forcedNothingIsWaitedForAndTheLastPhasesKeepTheirShares() {
        ShutdownSettings settings = ShutdownSettings.defaults();
        long now = START + Duration.ofSeconds(3).toNanos();
        Budget forced = Budget.of(settings, START).forced(settings, now);
        assertThat(forced.end(Phase.DRAIN)).isEqualTo(now);
        assertThat(forced.end(Phase.WORK)).isEqualTo(now);
        assertThat(since(forced.end(Phase.CLOSE))).isEqualTo(Duration.ofSeconds(7));
        assertThat(since(forced.end(Phase.LOGS))).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void forcedLateItStillEndsByTheLimit() {
        ShutdownSettings settings = ShutdownSettings.defaults();
        long now = START + Duration.ofSeconds(23).toNanos();
        Budget forced = Budget.of(settings, START).forced(settings, now);
        assertThat(since(forced.end(Phase.CLOSE))).isEqualTo(Duration.ofSeconds(24));
        assertThat(since(forced.end(Phase.LOGS))).isEqualTo(Duration.ofSeconds(28));
    }

    private static Map<Phase, Duration> ends(ShutdownSettings settings) {
        Budget budget = Budget.of(settings, START);
        Map<Phase, Duration> ends = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            ends.put(phase, since(budget.end(phase)));
        }
        return ends;
    }

    private static Duration since(long end) {
        return Duration.ofNanos(end - START);
    }
}
