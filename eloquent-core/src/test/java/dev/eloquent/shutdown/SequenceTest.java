package dev.eloquent.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The state machine: which step begins when, until when, and what is said of it. No threads, no clock. */
final class SequenceTest {
    private static final long START = Long.MAX_VALUE - 5;
    private static final List<Phase> PHASES = List.of(Phase.values());
    private static final StepOutcome DONE = new StepOutcome.Completed("");

    private final List<StepPlan> plans = new ArrayList<>();

    @Test
    void phasesPassOneAfterAnother() {
        step(Phase.CLOSE, "pool");
        step(Phase.READINESS, "health");
        step(Phase.FLUSH, "traces");
        Sequence sequence = sequence();
        assertThat(begun(sequence, 0)).containsExactly("health");
        assertThat(begun(sequence, 100)).isEmpty();
        end(sequence, "health", 200);
        assertThat(begun(sequence, 200)).containsExactly("pool");
        end(sequence, "pool", 300);
        assertThat(begun(sequence, 300)).containsExactly("traces");
        assertThat(sequence.finished()).isFalse();
        end(sequence, "traces", 400);
        assertThat(sequence.finished()).isTrue();
        assertThat(sequence.report())
                .containsExactly(
                        report(Phase.READINESS, "health", 0, 200, DONE),
                        report(Phase.CLOSE, "pool", 200, 100, DONE),
                        report(Phase.FLUSH, "traces", 300, 100, DONE));
    }

    @Test
    void stepsOfAPhaseRunBesideEachOther() {
        step(Phase.CLOSE, "a");
        step(Phase.CLOSE, "b");
        assertThat(begun(sequence(), 0)).containsExactly("a", "b");
    }

    @Test
    void aStepComesAfterAnotherWhateverItsOutcome() {
        step(Phase.CLOSE, "server");
        step(Phase.CLOSE, "pool", "server");
        Sequence sequence = sequence();
        assertThat(begun(sequence, 0)).containsExactly("server");
        end(sequence, "server", 100, new StepOutcome.Failed(new IllegalStateException("broken")));
        assertThat(begun(sequence, 100)).containsExactly("pool");
    }

    @Test
    void whatAnInterruptedStepTellsOfItselfIsKept() {
        ThreadStack where = new ThreadStack("jobs", Thread.State.WAITING, List.of());
        step(Phase.WORK, "jobs");
        Sequence sequence = sequence();
        begun(sequence, 0);
        end(sequence, "jobs", 100, new StepOutcome.TimedOut("", List.of(where)));
        end(sequence, "jobs", 200, new StepOutcome.TimedOut("3 tasks never begun", List.of()));
        end(sequence, "jobs", 300, DONE);
        assertThat(sequence.report())
                .containsExactly(report(
                        Phase.WORK, "jobs", 0, 100, new StepOutcome.TimedOut("3 tasks never begun", List.of(where))));
    }

    @Test
    void timeThatIsNotUsedMovesOn() {
        step(Phase.WORK, "jobs");
        step(Phase.CLOSE, "pool");
        Sequence sequence = sequence();
        assertThat(interruption(sequence, "jobs", 0)).isEqualTo(20_000);
        end(sequence, "jobs", 100);
        assertThat(interruption(sequence, "pool", 100)).isEqualTo(24_000);
    }

    @Test
    void aPhaseThatUsesAllLeavesTheOthersTheirShares() {
        step(Phase.WORK, "jobs");
        step(Phase.CLOSE, "pool");
        step(Phase.FLUSH, "traces");
        Sequence sequence = sequence();
        begun(sequence, 0);
        assertThat(sequence.overdue(at(19_999))).isEmpty();
        assertThat(overdue(sequence, 20_000)).containsExactly("jobs");
        assertThat(interruption(sequence, "pool", 20_000)).isEqualTo(24_000);
        assertThat(overdue(sequence, 24_000)).containsExactly("pool");
        assertThat(interruption(sequence, "traces", 24_000)).isEqualTo(27_500);
    }

    @Test
    void aHungCloseKeepsAFifthOfASecondForEachThatComesAfterIt() {
        step(Phase.CLOSE, "server");
        step(Phase.CLOSE, "health", "server");
        step(Phase.CLOSE, "pool", "health");
        Sequence sequence = sequence();
        // Work ended at 20 s, so that 4 s are left.
        assertThat(interruption(sequence, "server", 20_000)).isEqualTo(23_600);
        assertThat(overdue(sequence, 23_600)).containsExactly("server");
        assertThat(interruption(sequence, "health", 23_600)).isEqualTo(23_800);
        assertThat(overdue(sequence, 23_800)).containsExactly("health");
        assertThat(interruption(sequence, "pool", 23_800)).isEqualTo(24_000);
    }

    @Test
    void whereThereIsLessForEachTheyShareAlike() {
        step(Phase.CLOSE, "1");
        for (int i = 2; i <= 40; i++) {
            step(Phase.CLOSE, "" + i, "" + (i - 1));
        }
        Sequence sequence = sequence();
        for (int i = 1; i <= 40; i++) {
            assertThat(interruption(sequence, "" + i, 20_000 + (i - 1) * 100)).isEqualTo(20_000 + i * 100);
            assertThat(overdue(sequence, 20_000 + i * 100)).containsExactly("" + i);
        }
    }

    /** An equal share of 4 s were 2 ms, which any pause of the JVM uses up. */
    @Test
    void oneOfThousandsHasATenthOfASecondToo() {
        step(Phase.CLOSE, "1");
        for (int i = 2; i <= 2_000; i++) {
            step(Phase.CLOSE, "" + i, "" + (i - 1));
        }
        Sequence sequence = sequence();
        assertThat(interruption(sequence, "1", 20_000)).isEqualTo(20_100);
        end(sequence, "1", 20_099);
        assertThat(interruption(sequence, "2", 20_099)).isEqualTo(20_199);
        assertThat(overdue(sequence, 20_199)).containsExactly("2");
        // With little left it keeps three quarters of that.
        assertThat(interruption(sequence, "3", 23_960)).isEqualTo(23_970);
    }

    /** A walk along the chain for each of them, as a recursion or not, would not come to an end here. */
    @Test
    void thousandsMayWaitForOneAnother() {
        int many = 3_000;
        for (int i = 1; i < many; i++) {
            // As what is owned does: each waits for what was registered after it.
            step(Phase.CLOSE, "" + i, "" + (i + 1));
        }
        step(Phase.CLOSE, "" + many);
        Sequence sequence = sequence();
        for (int i = many; i >= 1; i--) {
            assertThat(begun(sequence, 0)).containsExactly("" + i);
            end(sequence, "" + i, 0);
        }
        assertThat(sequence.finished()).isTrue();
    }

    @Test
    void thousandsThatAreSkippedAreNoMatterEither() {
        step(Phase.WORK, "1");
        for (int i = 2; i <= 3_000; i++) {
            step(Phase.WORK, "" + i, "" + (i - 1));
        }
        Sequence sequence = sequence();
        sequence.force(at(1));
        assertThat(begun(sequence, 1)).isEmpty();
        assertThat(sequence.finished()).isTrue();
    }

    @Test
    void aStepIsToldToEndBeforeItIsInterrupted() {
        step(Phase.WORK, "jobs");
        Sequence.Begin begin = sequence().next(at(0)).get(0);
        assertThat(millis(begin.deadline())).isEqualTo(19_800);
        assertThat(millis(begin.interruption())).isEqualTo(20_000);
    }

    @Test
    void whatEndsAfterItsTimeWasUpChangesNothing() {
        step(Phase.CLOSE, "pool");
        Sequence sequence = sequence();
        begun(sequence, 0);
        assertThat(overdue(sequence, 24_000)).containsExactly("pool");
        end(sequence, "pool", 25_000);
        assertThat(sequence.report())
                .containsExactly(report(Phase.CLOSE, "pool", 0, 24_000, new StepOutcome.TimedOut("", List.of())));
    }

    @Test
    void forcedWaitingStepsAreOverdueAndThoseNotBegunAreSkipped() {
        step(Phase.DRAIN, "requests");
        step(Phase.WORK, "jobs");
        step(Phase.CLOSE, "pool");
        Sequence sequence = sequence();
        begun(sequence, 0);
        sequence.force(at(3_000));
        assertThat(overdue(sequence, 3_000)).containsExactly("requests");
        assertThat(interruption(sequence, "pool", 3_000)).isEqualTo(7_000);
        end(sequence, "pool", 3_500);
        assertThat(sequence.finished()).isTrue();
        assertThat(sequence.forced()).isTrue();
        assertThat(sequence.report())
                .contains(report(Phase.WORK, "jobs", 3_000, 0, new StepOutcome.Skipped("forced by a second signal")));
    }

    @Test
    void forcedWhileClosingItOnlyGetsLess() {
        step(Phase.CLOSE, "pool");
        Sequence sequence = sequence();
        begun(sequence, 0);
        sequence.force(at(1_000));
        assertThat(millis(sequence.nextInterruption(0))).isEqualTo(5_000);
        sequence.force(at(4_000));
        assertThat(millis(sequence.nextInterruption(0))).isEqualTo(5_000);
    }

    @Test
    void afterALongPauseWhatHasNotBegunIsSkipped() {
        step(Phase.DRAIN, "requests");
        step(Phase.CLOSE, "server");
        step(Phase.CLOSE, "pool", "server");
        Sequence sequence = sequence();
        begun(sequence, 0);
        assertThat(overdue(sequence, 60_000)).containsExactly("requests");
        assertThat(begun(sequence, 60_000)).isEmpty();
        assertThat(sequence.finished()).isTrue();
        StepOutcome late = new StepOutcome.Skipped("no time was left for it");
        assertThat(sequence.report())
                .contains(report(Phase.CLOSE, "server", 60_000, 0, late), report(Phase.CLOSE, "pool", 60_000, 0, late));
    }

    /** Random plans whose steps take random times or hang: it always ends by the limit, and each step begins once. */
    @Test
    void whateverTheStepsDoItEndsByTheLimit() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            plans.clear();
            int count = random.nextInt(12);
            for (int i = 0; i < count; i++) {
                Phase phase = PHASES.get(random.nextInt(PHASES.size()));
                String[] before = plans.stream()
                        .filter(plan -> plan.phase() == phase && random.nextBoolean())
                        .map(StepPlan::name)
                        .toArray(String[]::new);
                step(phase, "step " + i, before);
            }
            Sequence sequence = sequence();
            List<String> begun = new ArrayList<>();
            long forcedAt = random.nextInt(4) == 0 ? random.nextInt(28_000) : Long.MAX_VALUE;
            for (long now = 0; now <= 28_000 && !sequence.finished(); now += 100) {
                if (now >= forcedAt) {
                    sequence.force(at(now));
                }
                begun.addAll(begun(sequence, now));
                for (StepPlan running : sequence.running()) {
                    if (random.nextInt(200) == 0) {
                        sequence.ended(running, at(now), DONE);
                    }
                }
                overdue(sequence, now);
                begun.addAll(begun(sequence, now));
            }
            assertThat(sequence.finished()).as("seed %d", seed).isTrue();
            assertThat(begun).as("seed %d", seed).doesNotHaveDuplicates();
            assertThat(sequence.report())
                    .as("seed %d", seed)
                    .hasSize(count)
                    .allSatisfy(step ->
                            assertThat(step.start().plus(step.duration())).isLessThanOrEqualTo(Duration.ofSeconds(28)));
        }
    }

    private void step(Phase phase, String name, String... after) {
        plans.add(new StepPlan(phase, name, Task.of(deadline -> {}), List.of(after)));
    }

    private Sequence sequence() {
        return new Sequence(plans, ShutdownSettings.defaults(), START);
    }

    private static long at(long millis) {
        return START + Duration.ofMillis(millis).toNanos();
    }

    private static long millis(long time) {
        return Duration.ofNanos(time - START).toMillis();
    }

    private static List<String> begun(Sequence sequence, long millis) {
        return sequence.next(at(millis)).stream()
                .map(begin -> begin.step().name())
                .toList();
    }

    private static long interruption(Sequence sequence, String name, long millis) {
        return sequence.next(at(millis)).stream()
                .filter(begin -> begin.step().name().equals(name))
                .mapToLong(begin -> millis(begin.interruption()))
                .findFirst()
                .orElseThrow();
    }

    /** What is overdue, ended as whoever runs the steps does. */
    private static List<String> overdue(Sequence sequence, long millis) {
        List<StepPlan> overdue = sequence.overdue(at(millis));
        overdue.forEach(step -> sequence.ended(step, at(millis), new StepOutcome.TimedOut("", List.of())));
        return overdue.stream().map(StepPlan::name).toList();
    }

    private void end(Sequence sequence, String name, long millis) {
        end(sequence, name, millis, DONE);
    }

    private void end(Sequence sequence, String name, long millis, StepOutcome outcome) {
        plans.stream()
                .filter(plan -> plan.name().equals(name))
                .forEach(plan -> sequence.ended(plan, at(millis), outcome));
    }

    private static StepReport report(Phase phase, String name, long start, long duration, StepOutcome outcome) {
        return new StepReport(phase, name, Duration.ofMillis(start), Duration.ofMillis(duration), outcome);
    }
}
